// The sheet that rises over a phone: the rows of a list, or a form.

import { find } from "./parts.js";

const STOPS = "button, input, select, textarea";

/** Show something on the phone's sheet; the focus goes back to `opener` afterwards. */
export function openSheet(view, { title, content, opener, back = null }) {
  find(".inside", view.sheet).replaceChildren(content);
  find(".back", view.sheet).onclick = back;
  view.opener = opener;
  show(view, true);
  present(view, { title, returns: false });
}

/** Name the sheet, and offer the way back where there is one. */
export function present(view, { title, returns }) {
  find("h3", view.sheet).textContent = title;
  view.sheet.setAttribute("aria-label", title);
  find(".back", view.sheet).hidden = !returns;
  find(".inside", view.sheet).scrollTop = 0;
  stops(find(".inside", view.sheet))[0]?.focus();
}

export function closeSheet(view) {
  if (view.sheet.hidden) return;
  show(view, false);
  find(".inside", view.sheet).replaceChildren();
  view.opener.focus();
}

export function listenToSheet(view) {
  find(".shade", view.root).onclick = find(".close", view.sheet).onclick = () => closeSheet(view);
  view.sheet.onkeydown = (event) => {
    if (event.key === "Escape") closeSheet(view);
    if (event.key === "Tab") stayInside(event, stops(view.sheet));
  };
}

function show(view, open) {
  view.sheet.hidden = find(".shade", view.root).hidden = !open;
  find(".chat", view.root).inert = open;
}

function stops(within) {
  return [...within.querySelectorAll(STOPS)].filter((each) => !each.disabled && each.checkVisibility());
}

/** Go from the last stop to the first and back, as long as the sheet is open. */
function stayInside(event, inside) {
  const [first, last] = [inside[0], inside.at(-1)];
  if (document.activeElement !== (event.shiftKey ? first : last)) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}
