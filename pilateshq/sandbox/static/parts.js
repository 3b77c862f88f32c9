// Small parts of the page. What people write only ever becomes text nodes, never markup.

export const find = (selector, within = document) => within.querySelector(selector);
export let formats = {};

export function make(tag, { className = "", text = "", ...properties } = {}, ...children) {
  const node = Object.assign(document.createElement(tag), { className, ...properties });
  node.append(...(text ? [text] : []), ...children);
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${name}`);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

const MARKED = /(?<![\p{L}\p{N}*_~`])([*_~`])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}*_~`])/u;
const TAGS = { "*": "strong", "_": "em", "~": "s", "`": "code" };

/** Give the nodes for *bold*, _italic_, ~struck~ and `plain` words. */
export function marked(words) {
  const found = MARKED.exec(words);
  if (!found) return [words];
  const [all, mark, inner] = found;
  const within = mark === "`" ? [inner] : marked(inner);
  const [before, after] = [words.slice(0, found.index), words.slice(found.index + all.length)];
  return [before, make(TAGS[mark], {}, ...within), ...marked(after)];
}

export function chooseFormats(timeZone) {
  const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone, ...options });
  formats = {
    timeZone,
    hour: format({ hour: "2-digit", minute: "2-digit" }),
    day: format({ weekday: "short", day: "numeric", month: "short" }),
    date: format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
  };
}

export const written = (moment, format) => formats[format].format(new Date(moment)).replace(",", "");

let before = Promise.resolve();

/** Ask the sandbox to do something, in the order in which it was asked, and say why if it does not. */
export function post(path, body) {
  before = before.then(() => ask(path, body));
  return before;
}

async function ask(path, body) {
  const notice = find("#notice");
  try {
    const answer = await fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    notice.textContent = answer.ok ? "" : await answer.text();
    return answer.ok;
  } catch {
    notice.textContent = "The sandbox does not answer. Is it still running?";
    return false;
  } finally {
    notice.hidden = !notice.textContent;
  }
}
