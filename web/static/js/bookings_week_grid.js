// The week grid of a booking: half-hours of the week, drawn or moved through with the keyboard.
// It reads and writes the text field beside it, which does the same without a script; the quote
// follows both. The server decides what the text means. Below the selection the grid shows how many
// people are missing, as the forecast says.
"use strict";

(() => {
  const form = document.querySelector("[data-booking-form]");
  if (!form) return;
  const place = form.querySelector("[data-week-grid]");
  const field = form.elements.windows;
  const DAYS = place.dataset.dayNames.split("|");
  const ENGLISH_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  const SLOTS = 48;

  // Text to half-hours, and back. What is not on a half-hour is left to the text field.

  const minutes = (clock) => Number(clock.split(":")[0]) * 60 + Number(clock.split(":")[1]);
  const clock = (slot) => `${String(Math.floor(slot / 2)).padStart(2, "0")}:${slot % 2 ? "30" : "00"}`;

  function dayOf(name) {
    const short = name.trim().slice(0, 3);
    return Math.max(DAYS.indexOf(short), ENGLISH_DAYS.indexOf(short));
  }

  function daysOf(text) {
    return text.split(",").flatMap((part) => {
      const [first, last = first] = part.trim().split("-").map(dayOf);
      return first < 0 || last < first ? [] : DAYS.map((_, day) => day).slice(first, last + 1);
    });
  }

  function read(text) {
    const week = DAYS.map(() => new Array(SLOTS).fill(false));
    for (const part of text.toLowerCase().split(";")) {
      const found = part.trim().match(/^([a-z,\-\s]+?)\s+([0-9:,\s-]+)$/);
      if (!found) continue;
      for (const day of daysOf(found[1])) {
        for (const range of found[2].split(",")) mark(week, day, ...range.trim().split("-").map((time) => minutes(time.trim())));
      }
    }
    return week;
  }

  function mark(week, day, opens, closes) {
    const end = closes > opens ? closes : closes + 1440;
    for (let minute = opens; minute < end; minute += 30) {
      const slot = Math.floor(minute / 30);
      week[(day + Math.floor(slot / SLOTS)) % 7][slot % SLOTS] = true;
    }
  }

  function rangesOf(slots) {
    const ranges = [];
    for (let slot = 0; slot < SLOTS; slot += 1) {
      if (!slots[slot] || slots[slot - 1]) continue;
      let end = slot;
      while (slots[end]) end += 1;
      ranges.push(`${clock(slot)}-${end === SLOTS ? "24:00" : clock(end)}`);
    }
    return ranges.join(", ");
  }

  function write(week) {
    const parts = [];
    for (let day = 0; day < 7; day += 1) {
      const ranges = rangesOf(week[day]);
      let last = day;
      while (last < 6 && rangesOf(week[last + 1]) === ranges) last += 1;
      if (ranges) parts.push(`${DAYS[day]}${last > day ? `-${DAYS[last]}` : ""} ${ranges}`);
      day = last;
    }
    return parts.join("; ");
  }

  // The grid: a row for each day, a cell for each half-hour.

  const weekdays = place.dataset.weekdays.split("|");
  let week = read(field.value);
  const cells = [];
  let gaps = null;
  const table = document.createElement("table");
  table.className = "week-grid";
  table.setAttribute("role", "grid");
  table.setAttribute("aria-label", place.dataset.label);
  table.setAttribute("aria-multiselectable", "true");

  function head() {
    const row = table.createTHead().insertRow();
    row.append(document.createElement("td"));
    for (let hour = 0; hour < 24; hour += 2) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.colSpan = 4;
      cell.textContent = String(hour).padStart(2, "0");
      row.append(cell);
    }
  }

  function body() {
    const section = table.createTBody();
    weekdays.forEach((name, day) => {
      const row = section.insertRow();
      const heading = document.createElement("th");
      heading.scope = "row";
      heading.textContent = name;
      row.append(heading);
      cells.push([]);
      for (let slot = 0; slot < SLOTS; slot += 1) {
        const cell = row.insertCell();
        Object.assign(cell.dataset, { day, slot });
        cell.setAttribute("role", "gridcell");
        cell.tabIndex = day === 0 && slot === 36 ? 0 : -1;
        cells[day].push(cell);
      }
    });
  }

  function show() {
    week.forEach((slots, day) => slots.forEach((isBooked, slot) => {
      const cell = cells[day][slot];
      cell.setAttribute("aria-selected", String(isBooked));
      cell.setAttribute("aria-label", textOf(day, slot));
    }));
  }

  function textOf(day, slot) {
    const state = week[day][slot] ? place.dataset.booked : place.dataset.free;
    return `${weekdays[day]} ${clock(slot)}, ${state}${gaps ? `, ${gaps[day][slot][1]}` : ""}`;
  }

  function changed() {
    field.value = write(week);
    show();
    askForQuote();
  }

  // Drawing: from where it began, over a rectangle; and with the keyboard.

  let drawing = null, extending = null;
  const position = (cell) => [Number(cell.dataset.day), Number(cell.dataset.slot)];
  const cellAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-slot]");

  function draw(from, cell) {
    const [day, slot] = position(cell);
    week = from.before.map((slots) => [...slots]);
    for (let d = Math.min(day, from.day); d <= Math.max(day, from.day); d += 1) {
      for (let s = Math.min(slot, from.slot); s <= Math.max(slot, from.slot); s += 1) week[d][s] = from.value;
    }
    show();
  }

  table.addEventListener("pointerdown", (event) => {
    const cell = event.target.closest("[data-slot]");
    if (!cell || event.button) return;
    const [day, slot] = position(cell);
    drawing = { day, slot, value: !week[day][slot], before: week };
    table.setPointerCapture(event.pointerId);
    draw(drawing, cell);
    focus(day, slot);
    event.preventDefault();
  });
  table.addEventListener("pointermove", (event) => {
    const cell = drawing && cellAt(event);
    if (cell) draw(drawing, cell);
  });
  table.addEventListener("pointerup", () => {
    if (drawing) changed();
    drawing = null;
  });
  table.addEventListener("pointercancel", () => {
    if (drawing) week = drawing.before;
    drawing = null;
    show();
  });

  function focus(day, slot) {
    table.querySelector("[tabindex='0']").tabIndex = -1;
    cells[day][slot].tabIndex = 0;
    cells[day][slot].focus({ preventScroll: false });
  }

  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-slot]");
    if (!cell) return;
    const [day, slot] = position(cell);
    if (!event.shiftKey) extending = null;
    if (event.key === " " || event.key === "Enter") {
      week[day][slot] = !week[day][slot];
      changed();
      event.preventDefault();
      return;
    }
    const step = STEPS[event.key];
    if (!step) return;
    const [nextDay, nextSlot] = [Math.min(6, Math.max(0, day + step[0])), Math.min(SLOTS - 1, Math.max(0, slot + step[1]))];
    if (event.shiftKey) {
      extending ??= { day, slot, value: week[day][slot], before: week };
      draw(extending, cells[nextDay][nextSlot]);
      changed();
    }
    focus(nextDay, nextSlot);
    event.preventDefault();
  });

  // The quote follows, one request at a time; an answer that is out of date is not shown.

  const quote = form.querySelector("[data-quote]");
  let waiting = 0, newest = 0;
  function askForQuote() {
    clearTimeout(waiting);
    waiting = setTimeout(fetchQuote, 250);
  }
  async function fetchQuote() {
    const mine = (newest += 1);
    const values = new FormData(form);
    values.delete("csrf_token");
    try {
      const answer = await fetch(`${form.dataset.quoteUrl}?${new URLSearchParams(values)}`, { headers: { Accept: "text/html" } });
      if (mine !== newest) return;
      // Who was signed out meanwhile is led to the page for signing in: not a part of this one.
      if (answer.redirected) quote.textContent = form.dataset.signedOut;
      else if (answer.ok || answer.status === 422) quote.innerHTML = await answer.text();
    } catch {
      // The network is away: the quote stays as it was, and "Update the quote" is still there.
    }
  }

  // The gaps: read once the page is there, and again for another subject or assumption.

  const note = form.querySelector("[data-gap-note]");
  const legend = form.querySelector("[data-gap-legend]");
  const here = form.querySelector("[data-gap-here]");
  const ASKED = ["subject_id", "requests_per_week", "shape"];
  let asked = null, newestGaps = 0;

  async function askForGaps() {
    const values = new URLSearchParams(ASKED.map((name) => [name, form.elements[name].value]));
    if (String(values) === asked) return;
    asked = String(values);
    const mine = (newestGaps += 1);
    try {
      const answer = await fetch(`${place.dataset.gapsUrl}?${values}`, { headers: { Accept: "application/json" } });
      if (mine === newestGaps && answer.ok && !answer.redirected) showGaps(await answer.json());
    } catch {
      // The network is away: the grid stays as it was, and the forecast is linked beside it.
    }
  }

  function showGaps(found) {
    gaps = found.cells;
    note.textContent = found.note;
    legend.hidden = !gaps;
    cells.forEach((row, day) => row.forEach((cell, slot) => {
      cell.className = gaps ? `gap-${gaps[day][slot][0]}` : "";
    }));
    show();
  }

  function showHere(event) {
    const cell = event.target.closest("[data-slot]");
    here.textContent = cell ? textOf(...position(cell)) : "";
  }
  table.addEventListener("pointerover", showHere);
  table.addEventListener("focusin", showHere);

  head();
  body();
  place.append(table);
  // On a narrow screen the grid is wider than its place: begin with the working day.
  place.scrollLeft = cells[0][16].offsetLeft - cells[0][0].offsetLeft;
  show();
  askForGaps();
  ASKED.forEach((name) => form.elements[name].addEventListener("change", askForGaps));
  form.querySelector("[data-update]").hidden = true;
  form.addEventListener("input", (event) => {
    if (event.target === field) {
      week = read(field.value);
      show();
    }
    askForQuote();
  });
})();
