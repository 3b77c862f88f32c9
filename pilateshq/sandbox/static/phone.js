// One phone: its messages, its lists, and its box to type in.

import { openForm } from "./form.js";
import { find, icon, make, marked, post, written } from "./parts.js";
import { closeSheet, listenToSheet, openSheet } from "./sheet.js";

export const views = new Map(); // by the phone's key
const initials = (name) =>
  name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();

const TICKS = {
  accepted: ["one", "accepted"], sent: ["one", "sent"], delivered: ["two", "delivered"],
  read: ["two", "read"], failed: ["cross", "failed"],
};

function meta(message) {
  const [name, said] = TICKS[message.status] ?? TICKS.accepted;
  const words = make("span", { className: "unseen", text: said });
  const ticks = make("span", { className: `ticks ${said}`, title: said }, icon(name), words);
  const time = make("time", { text: written(message.at, "hour"), dateTime: message.at });
  const reason = message.reason ? [make("span", { className: "reason", text: message.reason })] : [];
  return make("footer", {}, time, ticks, ...reason);
}

function quote(message, view) {
  const quoted = view.messages.get(message.reply_to);
  return make("blockquote", {}, make("b", { text: quoted?.outgoing ? "You" : view.studio }),
    make("span", {}, ...marked(quoted?.text ?? "An earlier message")));
}

function tappable(message, index, view, ...children) {
  const button = make("button", { type: "button", disabled: !message.buttons[index].works }, ...children);
  button.onclick = () => {
    closeSheet(view);
    post("api/tap", { phone: view.key, wamid: message.wamid, index });
  };
  return button;
}

function choices(message, view) {
  if (!message.buttons.length) return [];
  const buttons = message.rows.length
    ? [opener(message.label, "rows", (button) => openList(view, message, button))]
    : message.buttons.map(({ title }, index) => (index === message.form?.button
      ? opener(title, "form", (button) => openForm(view, message, button))
      : tappable(message, index, view, title)));
  if (message.status === "failed") for (const button of buttons) button.disabled = true;
  return [make("div", { className: "choices" }, ...buttons)];
}

/** Make a button that opens the sheet. */
function opener(label, picture, open) {
  const button = make("button", { type: "button" }, icon(picture), label);
  button.setAttribute("aria-haspopup", "dialog");
  button.onclick = () => open(button);
  return button;
}

function file({ media_id, filename, kind }) {
  const name = filename || kind;
  const properties = { className: "file", href: `api/files/${encodeURIComponent(media_id)}`, download: name };
  return make("a", properties, icon("file"), make("span", { text: name }));
}

function body(message, view) {
  const parts = [];
  if (message.reply_to) parts.push(quote(message, view));
  if (message.template) parts.push(make("p", { className: "tag", text: `template: ${message.template}` }));
  if (message.media_id) parts.push(file(message));
  if (message.text) parts.push(make("p", { className: "words" }, ...marked(message.text)));
  return parts.length ? parts : [make("p", { className: "words" }, make("em", { text: message.kind }))];
}

function draw(message, view) {
  const side = message.outgoing ? "mine" : "theirs";
  const bubble = make("div", { className: "bubble" }, ...body(message, view));
  const article = make("article", { className: `message ${side}` }, bubble, ...choices(message, view));
  if (message.status === "failed") return article; // it is not on the phone, so nobody can answer it
  const quoter = make("button", { type: "button", className: "quoter", title: "Reply" }, icon("answer"));
  quoter.setAttribute("aria-label", `Reply to: ${message.text.slice(0, 60)}`);
  bubble.append(quoter);
  bubble.onclick = ({ target }) => {
    if (getSelection().isCollapsed && !target.closest("a")) startQuote(view, message);
  };
  return article;
}

/** Put the messages where they belong, and leave alone whatever has not changed. */
function renderThread(view, messages) {
  view.messages = new Map(messages.map((message) => [message.wamid, message]));
  const spoken = messages.filter((message) => message.kind !== "reaction");
  const named = new Set();
  let place = find(".empty", view.thread);
  let last = "";
  const put = (name, node) => {
    if (place.nextSibling !== node) place.after(node);
    named.add(name);
    place = node;
  };
  for (const message of spoken) {
    const today = written(message.at, "day");
    if (today !== last) put(today, separator(view, today));
    last = today;
    put(message.wamid, bubbleOf(view, message, reactionTo(message, messages)));
  }
  forget(view, named);
  find(".empty", view.thread).hidden = spoken.length > 0;
}

function forget(view, named) {
  const gone = [...view.kept].filter(([name]) => !named.has(name));
  for (const [name, { node }] of gone) { node.remove(); view.kept.delete(name); }
}

function separator(view, today) {
  if (!view.kept.has(today)) view.kept.set(today, { node: make("p", { className: "day", text: today }) });
  return view.kept.get(today).node;
}

const reactionTo = (message, messages) =>
  messages.findLast(({ kind, reply_to }) => kind === "reaction" && reply_to === message.wamid)?.text ?? "";

/** Keep a message's node, and with it the focus, while only its ticks change. */
function bubbleOf(view, message, reaction) {
  const { status, reason, ...lasting } = message;
  const [print, fate] = [JSON.stringify(lasting), JSON.stringify([status, reason, reaction])];
  let held = view.kept.get(message.wamid);
  if (held?.print !== print) {
    const node = draw(message, view);
    held?.node.replaceWith(node);
    held = { node, print };
    view.kept.set(message.wamid, held);
  }
  if (held.fate !== fate) drawFate(held.node, message, reaction);
  held.fate = fate;
  return held.node;
}

function drawFate(node, message, reaction) {
  const bubble = find(".bubble", node);
  bubble.querySelectorAll("footer, .reaction").forEach((old) => old.remove());
  bubble.append(meta(message));
  if (reaction) bubble.append(make("span", { className: "reaction", text: reaction }));
  node.classList.toggle("failed", message.status === "failed");
}

function openList(view, message, opener) {
  const rows = message.rows.map(({ title, description }, index) => make("li", {},
    tappable(message, index, view, make("b", { text: title }), make("span", { text: description }))));
  openSheet(view, { title: message.label, content: make("ul", {}, ...rows), opener });
}

function startQuote(view, message) {
  view.replyTo = message.wamid;
  find(".quoting p", view.root).textContent = message.text || message.filename || message.kind;
  find(".quoting", view.root).hidden = false;
  view.box.focus();
}

function endQuote(view) {
  view.replyTo = null;
  find(".quoting", view.root).hidden = true;
}

async function send(view) {
  const text = view.box.value.trim();
  if (!text) return;
  const said = { phone: view.key, text, reply_to: view.replyTo };
  fill(view, "");
  endQuote(view);
  const taken = await post("api/say", said);
  if (!taken && !view.box.value) fill(view, text);
}

export function fill(view, text) {
  view.box.value = text;
  view.box.style.height = "auto";
  view.box.style.height = `${view.box.scrollHeight + 2}px`;
}

const isLow = ({ thread }) => thread.scrollHeight - thread.scrollTop - thread.clientHeight < 60;

/** Follow the newest message until somebody scrolls up. */
function noticeScroll(view) {
  view.follow = isLow(view);
  find(".newest", view.root).hidden = view.follow;
}

/** A thread that grows or shrinks scrolls by itself, which nobody meant. */
function keepPlace(view) {
  view.height = view.thread.clientHeight;
  if (view.follow) toNewest(view);
}

function toNewest(view) {
  view.thread.scrollTop = view.thread.scrollHeight;
}

function openPhone({ key }) {
  const root = find("#phone").content.firstElementChild.cloneNode(true);
  const [thread, sheet, box] = [".thread", ".sheet", "textarea"].map((part) => find(part, root));
  const view = { key, root, thread, sheet, box, follow: true, replyTo: null };
  Object.assign(view, { kept: new Map(), messages: new Map() }); // nodes and messages, by wamid
  root.dataset.phone = key;
  find(".send", root).append(icon("send"));
  find(".newest", root).append(icon("down"));
  find(".back", root).append(icon("back"));
  for (const close of root.querySelectorAll(".quoting button, .close")) close.append(icon("cross"));
  listen(view);
  find("#phones").append(root);
  views.set(key, view);
  return view;
}

export function closePhone(key) {
  views.get(key).root.remove();
  views.delete(key);
}

function listen(view) {
  const { root, box, thread } = view;
  find("form", root).onsubmit = (event) => { event.preventDefault(); send(view); };
  find(".quoting button", root).onclick = () => { endQuote(view); box.focus(); };
  find(".newest", root).onclick = () => toNewest(view);
  listenToSheet(view);
  thread.onscroll = () => { if (thread.clientHeight === view.height) noticeScroll(view); };
  new ResizeObserver(() => keepPlace(view)).observe(thread);
  box.oninput = () => fill(view, box.value);
  box.onkeydown = (event) => {
    if (event.key === "Escape") endQuote(view);
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send(view);
  };
}

export function renderPhone(phone, studio) {
  const view = views.get(phone.key) ?? openPhone(phone);
  const before = view.messages.size;
  view.studio = studio;
  find(".initials", view.root).textContent = initials(phone.name);
  find("h2", view.root).textContent = phone.name;
  find(".owner p", view.root).textContent = phone.about;
  find(".peer strong", view.root).textContent = studio;
  find(".presence", view.root).textContent = phone.typing ? "typing…" : "";
  find(".dots", view.root).hidden = !phone.typing;
  view.root.setAttribute("aria-label", `${phone.name}'s phone`);
  view.thread.setAttribute("aria-label", `Messages on ${phone.name}'s phone`);
  view.box.setAttribute("aria-label", `Message from ${phone.name}`);
  renderThread(view, phone.messages);
  if (view.follow || (phone.messages.length > before && phone.messages.at(-1).outgoing)) toNewest(view);
}
