// The fields of a form: each a node, what it holds, and what is wrong with that.

import { make } from "./parts.js";

const TYPES = { email: "email", phone: "tel", password: "password", passcode: "password", date: "date" };
const MODES = { number: "decimal", passcode: "numeric" };
const PATTERNS = { phone: "[\\d+\\s\\(\\)\\.\\/\\-]+", number: "-?\\d+([.,]\\d+)?", passcode: "\\d+" };
const GROUPS = { choice: "radio", several: "checkbox" };

/** Draw a field: `read` gives what it holds, `check` says what is wrong with it and tells whether all is well. */
export function drawField(field, id) {
  const drawn = GROUPS[field.kind] ? group(field, id) : field.kind === "tick" ? tick(field, id) : single(field, id);
  const wrong = make("p", { className: "wrong", id: `${id}-wrong`, hidden: true });
  const helper = make("small", { id: `${id}-helper`, text: field.helper, hidden: !field.helper });
  drawn.node.append(helper, wrong);
  for (const control of drawn.controls) control.setAttribute("aria-describedby", `${helper.id} ${wrong.id}`);
  const check = () => complain(drawn, wrong, fault(field, drawn));
  drawn.node.oninput = () => { if (!wrong.hidden) check(); };
  const show = () => { drawn.controls[0].focus(); drawn.node.scrollIntoView({ block: "nearest" }); };
  return { name: field.name, node: drawn.node, read: drawn.read, check, show };
}

function single(field, id) {
  const control = field.kind === "dropdown" ? dropdown(field) : field.kind === "area" ? area(field) : input(field);
  Object.assign(control, { id, value: field.value, required: field.required, autocomplete: "off" });
  const label = make("label", { htmlFor: id }, field.label, ...optional(field));
  return { node: make("div", { className: "field" }, label, control), controls: [control], read: () => control.value };
}

function input({ kind, earliest, latest, longest }) {
  const control = make("input", { type: TYPES[kind] ?? "text", inputMode: MODES[kind] ?? "" });
  const limits = { min: earliest, max: latest, pattern: PATTERNS[kind], maxLength: longest };
  for (const [name, limit] of Object.entries(limits)) if (limit) control[name] = limit;
  return control;
}

const area = ({ longest }) => make("textarea", { rows: 3, maxLength: longest });

function dropdown({ options }) {
  const choices = options.map(({ id, title }) => make("option", { value: id, text: title }));
  return make("select", {}, make("option", { value: "", text: "Choose" }), ...choices);
}

function group(field, id) {
  const chosen = [field.value].flat();
  const controls = field.options.map((option) => make("input", {
    type: GROUPS[field.kind], name: id, value: option.id, checked: chosen.includes(option.id),
  }));
  const labels = field.options.map(({ title, description }, index) => make("label", { className: "option" },
    controls[index], make("span", {}, title, make("small", { text: description }))));
  const legend = make("legend", {}, field.label, ...optional(field));
  const ids = () => controls.filter(({ checked }) => checked).map(({ value }) => value);
  const read = () => (field.kind === "several" ? ids() : ids()[0] ?? "");
  return { node: make("fieldset", { className: "field" }, legend, ...labels), controls, read };
}

function tick(field, id) {
  const control = make("input", { type: "checkbox", id, checked: field.value, required: field.required });
  const label = make("label", { className: "option" }, control, make("span", {}, field.label, ...optional(field)));
  return { node: make("div", { className: "field" }, label), controls: [control], read: () => control.checked };
}

const optional = ({ required }) => (required ? [] : [" ", make("i", { text: "optional" })]);

/** Say what is wrong in a sentence; Chromium and its like know most of the sentences. */
function fault({ kind, label, required, shortest }, { read, controls }) {
  const held = read();
  const empty = typeof held === "string" ? !held.trim() : Array.isArray(held) ? !held.length : !held;
  if (required && empty && controls[0].validity.badInput !== true) return missing(kind, label);
  if (!empty && held.length < shortest) return `${label} has at least ${shortest} characters.`;
  return controls[0].validationMessage;
}

function missing(kind, label) {
  if (kind === "tick") return "Please tick this to go on.";
  return kind === "dropdown" || GROUPS[kind] ? "Please choose one of these." : `Please fill in ${label}.`;
}

function complain({ controls }, wrong, sentence) {
  wrong.textContent = sentence;
  wrong.hidden = !sentence;
  for (const control of controls) control.setAttribute("aria-invalid", sentence ? "true" : "false");
  return !sentence;
}
