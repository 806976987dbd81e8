/* The widget's frame: one visitor, one conversation at a time. */
"use strict";

(() => {
  const get = id => document.getElementById(id), log = get("log"), state = get("state"), write = get("write");
  const base = document.body.dataset.base, sentences = get("sentences").dataset, host = window.parent;
  let page = null, unread = 0, known = {};

  const call = async (path, body) => {
    const headers = {"X-Comptoir": "1", "Content-Type": "application/json", "Accept-Language": document.documentElement.lang};
    const response = await fetch(base + path, body === undefined ? {headers} : {method: "POST", headers, body: JSON.stringify(body)});
    if (response.status === 204) return null;
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw Object.assign(new Error(answer.error || answer.detail || sentences.failed), {status: response.status});
    return answer;
  };

  const show = message => {
    if (document.getElementById(message.message_id)) return;
    const item = document.createElement("p"), who = document.createElement("span");
    item.id = message.message_id;
    item.className = message.sender;
    who.className = "visually-hidden";
    who.textContent = (message.sender === "visitor" ? sentences.you : known.respondent?.name || sentences.respondent) + " : ";
    item.append(who, message.text === null ? sentences.erased : message.text);
    log.append(item);
    item.scrollIntoView({block: "end"});
  };

  const showState = answer => {
    known = answer;
    answer.messages.forEach(show);
    state.textContent = sentences[answer.is_rated ? "rated" : answer.status] || "";
    if (answer.place_in_queue > 1) state.textContent = sentences.queue.replace("{n}", answer.place_in_queue - 1);
    const respondent = get("respondent");
    respondent.hidden = !answer.respondent;
    if (answer.respondent) respondent.textContent = `${answer.respondent.name} — ${answer.respondent.disclosure}`;
    get("rate") && (get("rate").hidden = !answer.can_rate);
    return answer;
  };

  const read = async () => showState(await call("/session", {}));
  const take = async event => {
    if (event.name === "message") {
      show(event.data);
      if (document.hidden || event.data.sender === "respondent" && !document.hasFocus()) host.postMessage({comptoir: "unread", count: ++unread}, "*");
    } else await read();
  };

  write?.addEventListener("submit", async event => {
    event.preventDefault();
    const text = get("text").value.trim(), message = {message_id: crypto.randomUUID(), text, page};
    if (!text) return;
    get("text").disabled = true;
    try {
      for (let attempt = 0; ; attempt++) {
        try { showState(await call("/messages", message)); break; }
        catch (error) { if (attempt === 4 || error.status && error.status < 500) throw error; }
        await new Promise(resolve => setTimeout(resolve, 300 * 2 ** attempt));
      }
      get("text").value = "";
    } catch (error) {
      state.textContent = error.message;
    } finally {
      get("text").disabled = false;
      get("text").focus();
    }
  });
  get("text")?.addEventListener("keydown", event => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); write.requestSubmit(); }
  });
  get("rate")?.addEventListener("submit", async event => {
    event.preventDefault();
    const marks = Object.fromEntries([...new FormData(event.target)].map(([name, mark]) => [name, Number(mark)]));
    try { showState(await call("/rating", marks)); }
    catch (error) { state.textContent = error.message; }
  });

  const close = () => host.postMessage({comptoir: "close"}, "*");
  get("close").onclick = close;
  addEventListener("keydown", event => { if (event.key === "Escape") close(); });
  addEventListener("message", async event => {
    if (event.source !== host || event.data?.comptoir !== "shown") return;
    unread = 0;
    host.postMessage({comptoir: "unread", count: 0}, "*");
    page = event.data.page;
    get("text")?.focus();
    if (known.status === "waiting" || known.status === "open") await call("/page", {page}).catch(() => null);
  });
  host.postMessage({comptoir: "ready"}, "*");
  if (write) followStream(read, take, status => { if (status === "offline") state.textContent = sentences.offline; });
})();
