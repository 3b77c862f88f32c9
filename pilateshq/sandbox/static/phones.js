// The sandbox's page: all phones, the studio's clock, and what to try.

import { chooseFormats, find, formats, make, post, written } from "./parts.js";
import { closePhone, fill, renderPhone, views } from "./phone.js";

let clock = { now: 0, heard: 0 };
const firstName = (name) => name.split(" ")[0];

function renderTries(phones) {
  find("#tries").replaceChildren(...phones.flatMap(({ key, name, tries }) => tries.map((text) => {
    const button = make("button", { type: "button" }, make("b", { text: `As ${firstName(name)}: ` }), text);
    button.onclick = () => { const view = views.get(key); fill(view, text); view.box.focus(); };
    return button;
  })));
}

function ahead(hours) {
  if (!hours) return "the real time";
  const days = Math.floor(hours / 24);
  return `moved ${days ? `${days} d ` : ""}${hours % 24 ? `${hours % 24} h ` : ""}ahead`;
}

function renderClock() {
  if (!formats.timeZone) return;
  const now = clock.now + performance.now() - clock.heard;
  find("#hour").textContent = written(now, "hour");
  find("#day").textContent = written(now, "date");
  find("#now").dateTime = new Date(now).toISOString();
}

function render(state) {
  if (formats.timeZone !== state.zone) chooseFormats(state.zone);
  clock = { now: Date.parse(state.now), heard: performance.now() };
  renderClock();
  find("#ahead").textContent = ahead(Math.round(state.ahead / 3600));
  for (const phone of state.phones) renderPhone(phone, state.studio);
  const keys = state.phones.map(({ key }) => key);
  for (const key of [...views.keys()].filter((each) => !keys.includes(each))) closePhone(key);
  if (find("#tries").dataset.phones !== keys.join()) renderTries(state.phones);
  find("#tries").dataset.phones = keys.join();
}

/** Move the clock; a double click is one step to a time of day, not two days. */
function moveClock({ detail, currentTarget }) {
  const step = JSON.parse(currentTarget.dataset.clock);
  if (step.to && detail > 1) return;
  post("api/clock", step);
}

for (const button of document.querySelectorAll("[data-clock]")) button.onclick = moveClock;
setInterval(renderClock, 1000);

const events = new EventSource("api/events");
events.onmessage = ({ data }) => { find("#away").hidden = true; render(JSON.parse(data)); };
events.onerror = () => { find("#away").hidden = false; };
