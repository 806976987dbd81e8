// A running attempt: saves each answer at once, keeps what could not be saved yet, shows the clock.
// Without it the page's own buttons do the same. The server decides everything; its time counts.
"use strict";

(() => {
  const form = document.querySelector("[data-attempt]");
  if (!form) return;
  const messages = form.dataset;
  const saving = document.querySelector("[data-saving]:not(form)");
  const FIRST_PAUSE_MS = 1000, LONGEST_PAUSE_MS = 15000, TYPING_MS = 1000, PATIENCE_MS = 15000;

  // What the page knows of each question.

  const questions = [...form.querySelectorAll("[data-question]")].map((section) => ({
    section,
    id: section.dataset.question,
    after: Number(section.querySelector("input[name^='after-']").value),
    saved: null, // as it was sent; null where the page came back with what was not saved
    refused: null, // as it was sent when the server refused it
    held: false, // while the reader has to choose between two tabs
    typing: 0,
  }));
  const fieldsOf = (q) => [...q.section.querySelectorAll(`[name="${q.id}"]`)];
  const valuesOf = (q) => new FormData(form).getAll(q.id);
  const asSent = (q) => JSON.stringify(valuesOf(q));
  const isOpen = (q) => asSent(q) !== q.saved;
  const isHalfOrdered = (q) => q.section.dataset.kind === "ordering" && valuesOf(q).includes("") && valuesOf(q).some((value) => value);
  const isDue = (q) => isOpen(q) && !q.held && !q.typing && asSent(q) !== q.refused && !isHalfOrdered(q);
  // What the server wrote into the page: what was typed before this ran is not saved yet.
  const isChosen = (option) => option.defaultSelected;
  const asWritten = (field) => field.matches("select") ? ([...field.options].find(isChosen) ?? field.options[0]).value : field.defaultValue;
  const writtenOf = (q) => fieldsOf(q).filter((field) => !field.matches("[type=radio], [type=checkbox]") || field.defaultChecked).map(asWritten);
  for (const q of questions) {
    const written = writtenOf(q);
    if (!q.section.classList.contains("is-wrong")) q.saved = JSON.stringify(written);
    q.places = written;
  }

  // What is said, and only when it is something else than before.

  function say(element, text, isBad = false) {
    if (element.textContent !== text) element.textContent = text;
    element.classList.toggle("is-bad", isBad);
  }
  const sayOf = (q, text, isBad) => say(q.section.querySelector("[data-state]"), text, isBad);
  function sayAll(problem = "") {
    const open = questions.some(isOpen);
    if (problem || open) say(saving, problem || (questions.some(isDue) ? messages.saving : messages.notYet), Boolean(problem));
    else if (saving.textContent) say(saving, messages.allSaved);
  }
  function sayWrong(q, ...parts) {
    q.section.querySelector("[data-wrong]").replaceChildren(...parts);
    q.section.classList.toggle("is-wrong", parts.length > 0);
  }
  function markAnswered(q, isAnswered) {
    const jump = document.querySelector(`[data-of-question="${q.id}"]`);
    jump.classList.toggle("is-answered", isAnswered);
    jump.querySelector("[data-mark]").textContent = isAnswered ? messages.answered : messages.unanswered;
  }

  // Saving: one after the other, the newest values each time, again and again until it is done.

  let token = form.elements.csrf_token.value;
  let isPumping = false, isOver = false, isLeaving = false, pause = FIRST_PAUSE_MS, wake = () => {};

  const ask = (address, options = {}) => fetch(address, {
    ...options, headers: { Accept: "application/json", ...options.headers }, signal: AbortSignal.timeout(PATIENCE_MS),
  });
  async function askClock() {
    const response = await ask(messages.clockAt);
    if (response.status === 401) throw new Error(messages.signedOut);
    if (!response.ok) throw new Error(messages.offline);
    const reply = await response.json();
    for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = reply.token;
    token = reply.token;
    setClock(reply.seconds);
    if (!reply.running) leaveForResult();
    return reply;
  }

  async function send(q) {
    const sent = asSent(q);
    sayOf(q, messages.saving);
    const response = await ask(form.action, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ question: q.id, after: q.after, values: JSON.parse(sent) }),
    });
    const reply = await response.json().catch(() => ({}));
    if (response.ok) return saved(q, sent, reply);
    if (response.status === 409 && reply.saved) return changedElsewhere(q, reply);
    if (response.status === 422 || response.status === 404) return refused(q, sent, reply.detail);
    await askClock(); // signed out, another token, time over, or no server: it says so
    throw new Error(response.status >= 500 ? messages.offline : messages.notYet);
  }
  function saved(q, sent, reply) {
    q.saved = sent;
    q.refused = null;
    setAfter(q, reply.after);
    sayWrong(q);
    sayOf(q, messages.saved);
    markAnswered(q, reply.answered);
    setClock(reply.seconds);
    sayAll(); // of all of them: something else may still be on its way
  }
  function refused(q, sent, sentence) {
    q.refused = sent;
    const notice = document.createElement("p");
    notice.className = "notice notice-bad";
    notice.setAttribute("role", "alert");
    notice.textContent = sentence;
    sayWrong(q, notice);
    sayOf(q, messages.notYet, true);
  }
  function changedElsewhere(q, reply) {
    q.held = true;
    const conflict = document.querySelector("[data-conflict]").content.cloneNode(true);
    const sentence = conflict.querySelector("[data-sentence]");
    sentence.textContent = reply.detail;
    sentence.setAttribute("role", "alert");
    conflict.querySelector("[data-saved-answer]").textContent = reply.saved.said.join("\n") || messages.noAnswer;
    conflict.querySelector("[data-keep]").addEventListener("click", () => resolved(q, reply.saved.after));
    conflict.querySelector("[data-take]").addEventListener("click", () => {
      setValues(q, reply.saved.values);
      q.saved = asSent(q);
      markAnswered(q, reply.saved.said.length > 0);
      resolved(q, reply.saved.after);
      sayOf(q, messages.saved);
    });
    sayWrong(q, conflict);
    sayOf(q, messages.notYet, true);
  }
  function resolved(q, after) {
    setAfter(q, after);
    q.held = false;
    sayWrong(q);
    q.section.focus();
    pump();
  }
  function setAfter(q, after) {
    q.after = after;
    q.section.querySelector("input[name^='after-']").value = after;
  }
  function setValues(q, values) {
    fieldsOf(q).forEach((field, place) => {
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value) || (field.value === "" && !values.length);
      else field.value = values[place] ?? "";
    });
    q.places = valuesOf(q);
  }

  async function pump() {
    sayAll();
    if (isPumping) return;
    isPumping = true;
    for (let q; !isOver && (q = questions.find(isDue)); ) {
      try {
        await send(q);
        pause = FIRST_PAUSE_MS;
      } catch (error) {
        sayOf(q, messages.notYet, true);
        sayAll(Object.values(messages).includes(error.message) ? error.message : messages.offline);
        await new Promise((done) => { wake = done; setTimeout(done, pause); });
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      }
    }
    isPumping = false;
    sayAll();
  }

  // What the reader does.

  const questionOf = (target) => questions.find((q) => q.section.contains(target) && target.name === q.id);
  const stopTyping = (q) => { clearTimeout(q.typing); q.typing = 0; };
  form.addEventListener("input", (event) => {
    const q = questionOf(event.target);
    if (!q || event.target.matches("select, [type=radio], [type=checkbox]")) return;
    stopTyping(q);
    q.typing = setTimeout(() => { stopTyping(q); pump(); }, TYPING_MS);
    sayOf(q, messages.notYet);
  });
  form.addEventListener("change", (event) => {
    const q = questionOf(event.target);
    if (!q) return;
    stopTyping(q);
    if (q.section.dataset.kind === "ordering") swapPlaces(q, event.target);
    if (isHalfOrdered(q)) sayOf(q, messages.notYet);
    pump();
  });
  function swapPlaces(q, changed) {
    const fields = fieldsOf(q), before = q.places[fields.indexOf(changed)] ?? "";
    const other = fields.find((field) => field !== changed && field.value && field.value === changed.value);
    if (other) other.value = before;
    q.places = valuesOf(q);
  }
  form.addEventListener("submit", async (event) => {
    if (isLeaving) return;
    event.preventDefault();
    questions.forEach(stopTyping);
    try {
      wake();
      await askClock(); // do not leave the page for one that cannot be reached
      const patience = performance.now() + PATIENCE_MS;
      pump();
      while (questions.some(isDue) && performance.now() < patience) await new Promise((done) => setTimeout(done, 50));
      if (isOver || questions.some(isDue)) return;
      isLeaving = true;
      form.requestSubmit(event.submitter);
    } catch (error) {
      sayAll(error.message === messages.signedOut ? messages.signedOut : messages.offline);
    }
  });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && !isOver && questions.some(isOpen)) event.preventDefault();
  });
  addEventListener("pageshow", () => { isLeaving = false; });
  addEventListener("online", () => wake());

  // The clock: counted from what the server said, never from what time it is here.

  const clockText = document.querySelector("[data-clock]"), whole = Number(clockText.dataset.of);
  const aloud = document.querySelector("[data-announce]");
  const clock = { seconds: Number(clockText.dataset.clock), since: performance.now(), last: Infinity };
  const WARNINGS = [[whole / 2, messages.half], [300, messages.five], [60, messages.one]].filter(([at]) => at < whole);
  function setClock(seconds) {
    clock.seconds = seconds;
    clock.since = performance.now();
  }
  const secondsLeft = () => Math.max(0, clock.seconds - (performance.now() - clock.since) / 1000);
  function tick() {
    if (isOver) return;
    const left = secondsLeft(), s = Math.ceil(left), two = (part) => String(part).padStart(2, "0");
    say(clockText, s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`);
    clockText.classList.toggle("is-short", left <= 60);
    for (const [at, text] of WARNINGS) if (clock.last > at && left <= at && clock.last !== Infinity) say(aloud, text);
    if (left < 3 && clock.last >= 3) { questions.forEach(stopTyping); pump(); }
    clock.last = left;
    if (left === 0) finish();
  }
  async function finish() {
    isOver = true;
    say(saving, messages.over, true);
    for (const field of form.querySelectorAll("input:not([type=hidden]), select, textarea, button")) field.disabled = true;
    for (;;) {
      try {
        const reply = await askClock();
        if (!reply.running) return;
      } catch { /* The server ends the attempt with the saved answers; this page only waits to show that. */ }
      await new Promise((done) => setTimeout(done, FIRST_PAUSE_MS));
    }
  }
  function leaveForResult() {
    isOver = true;
    isLeaving = true;
    location.replace(location.pathname);
  }
  document.addEventListener("visibilitychange", () => {
    // A device that slept has stopped counting.
    if (document.visibilityState === "visible" && !isOver) askClock().catch(() => {});
  });
  setInterval(tick, 250);
  tick();
  if (questions.some(isDue)) pump();
})();
