// A form on a phone: its screens, one after the other, and sending what was filled in.

import { drawField } from "./fields.js";
import { make, post } from "./parts.js";
import { closeSheet, openSheet, present } from "./sheet.js";

export function openForm(view, message, opener) {
  const form = { view, message, here: 0 };
  form.screens = message.form.screens.map((screen, index) => drawScreen(form, screen, index));
  const content = make("div", { className: "screens" }, ...form.screens.map(({ node }) => node));
  openSheet(view, { title: message.form.screens[0].title, content, opener, back: () => turn(form, form.here - 1) });
  turn(form, 0);
}

function drawScreen(form, { title, parts, label }, index) {
  const prefix = `${form.view.key}-${index}`;
  const fields = [];
  const nodes = parts.map((part) => {
    if (part.text !== undefined) return make("p", { className: part.kind, text: part.text });
    fields.push(drawField(part, `${prefix}-${part.name}`));
    return fields.at(-1).node;
  });
  const footer = make("button", { type: "submit", className: "onward", text: label });
  const node = make("form", { noValidate: true }, ...nodes, footer);
  node.onsubmit = (event) => { event.preventDefault(); goOn(form, fields, footer); };
  return { node, title, fields };
}

function turn(form, index) {
  form.here = index;
  form.screens.forEach(({ node }, number) => { node.hidden = number !== index; });
  present(form.view, { title: form.screens[index].title, returns: index > 0 });
}

async function goOn(form, fields, footer) {
  const wrong = fields.filter((field) => !field.check());
  if (wrong.length) return wrong[0].show();
  if (form.here + 1 < form.screens.length) return turn(form, form.here + 1);
  footer.disabled = true; // so that Enter twice does not send it twice
  const sent = await post("api/form", { phone: form.view.key, wamid: form.message.wamid, answers: answers(form) });
  footer.disabled = false;
  if (sent) closeSheet(form.view);
}

const answers = ({ screens }) =>
  Object.fromEntries(screens.flatMap(({ fields }) => fields).map(({ name: field, read }) => [field, read()]));
