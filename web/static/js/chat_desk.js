/* The desk: what waits, and the conversations under way, as the server says; each change is read anew. */
"use strict";

(() => {
  const desk = document.getElementById("desk"), get = id => document.getElementById(id);
  const sentences = get("sentences").dataset, problem = get("problem");
  const copy = id => get(id).content.firstElementChild.cloneNode(true);
  const part = (element, name) => element.querySelector(`[data-part="${name}"]`);
  let state = null;

  const call = async (path, body) => {
    const headers = {Accept: "application/json"};
    if (body !== undefined) Object.assign(headers, {"Content-Type": "application/json", "X-CSRFToken": desk.dataset.token});
    const response = await fetch(desk.dataset.base + path, body === undefined ? {headers} : {method: "POST", headers, body: JSON.stringify(body)});
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw Object.assign(new Error(answer.error || answer.detail || sentences.failed), {status: response.status});
    return answer;
  };
  const act = async (path, body = {}) => {
    problem.hidden = true;
    try { show(await call(path, body)); return true; }
    catch (error) { problem.textContent = error.message; problem.hidden = false; return false; }
  };

  const seconds = time => Math.max(0, Math.round((Date.now() - Date.parse(time)) / 1000));
  const showTimes = () => document.querySelectorAll("[data-requested]").forEach(element => {
    element.textContent = sentences.waited.replace("{n}", seconds(element.dataset.requested))
      + (element.dataset.expires ? `, ${sentences.expires.replace("{n}", Math.max(0, -Math.round((Date.now() - Date.parse(element.dataset.expires)) / 1000)))}` : "");
  });
  const describe = (element, one) => {
    part(element, "brand").textContent = one.brand;
    part(element, "language").textContent = one.language;
    part(element, "page").textContent = one.page;
  };

  const offerElement = offer => {
    const element = copy("offer-template"), waited = part(element, "waited");
    describe(element, offer);
    waited.dataset.requested = offer.requested_at;
    if (offer.expires_at) waited.dataset.expires = offer.expires_at;
    element.querySelectorAll("button").forEach(button => button.addEventListener("click",
      () => act(`/conversations/${offer.conversation_id}/${button.dataset.act}`)));
    return element;
  };

  const messageElement = message => {
    const item = document.createElement("p"), who = document.createElement("strong");
    item.dataset.message = message.message_id;
    item.className = message.sender;
    who.textContent = `${sentences[message.sender]} : `;
    item.append(who, message.text === null ? sentences.erased : message.text);
    return item;
  };

  const newConversation = one => {
    const element = copy("conversation-template"), path = `/conversations/${one.conversation_id}`;
    element.dataset.conversation = one.conversation_id;
    element.querySelector('[data-act="end"]').addEventListener("click", () => act(`${path}/end`));
    element.querySelector('[data-act="transfer"]').addEventListener("submit", event => {
      event.preventDefault();
      act(`${path}/transfer`, {reason: event.target.reason.value});
    });
    const write = element.querySelector('[data-act="messages"]');
    write.addEventListener("submit", async event => {
      event.preventDefault();
      const text = write.text.value.trim();
      if (text && await act(`${path}/messages`, {message_id: crypto.randomUUID(), text})) write.text.value = "";
    });
    write.text.addEventListener("keydown", event => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); write.requestSubmit(); }
    });
    return element;
  };

  const showConversation = one => {
    let element = document.querySelector(`[data-conversation="${one.conversation_id}"]`);
    if (!element) get("conversations").append(element = newConversation(one));
    describe(element, one);
    part(element, "connection").textContent = one.is_visitor_connected ? "" : sentences.gone;
    const log = element.querySelector(".desk-log");
    for (const message of one.messages) {
      if (!log.querySelector(`[data-message="${message.message_id}"]`)) {
        log.append(messageElement(message));
        log.scrollTop = log.scrollHeight;
      }
    }
  };

  const show = answer => {
    if (state && answer.position < state.position) return state;
    state = answer;
    get("presence-state").textContent = sentences[answer.presence.state];
    document.querySelectorAll("#presence [data-state]").forEach(button => { button.hidden = button.dataset.state === answer.presence.state; });
    get("presence").capacity.value = answer.presence.capacity;
    get("offers").replaceChildren(...answer.offers.map(offerElement));
    get("no-offers").hidden = answer.offers.length > 0;
    get("no-conversations").hidden = answer.conversations.length > 0;
    const open = new Set(answer.conversations.map(one => one.conversation_id));
    document.querySelectorAll("[data-conversation]").forEach(element => { if (!open.has(element.dataset.conversation)) element.remove(); });
    answer.conversations.forEach(showConversation);
    showTimes();
    return state;
  };

  get("presence").addEventListener("submit", event => {
    event.preventDefault();
    act("/presence", {state: event.submitter.dataset.state, capacity: Number(event.target.capacity.value)});
  });
  get("presence").capacity.addEventListener("change", event => {
    if (state?.presence.state === "online") act("/presence", {state: "online", capacity: Number(event.target.value)});
  });
  setInterval(showTimes, 1000);
  const read = async () => show(await call("/state"));
  followStream(read, read, status => {
    problem.hidden = status === "online";
    if (status === "offline") problem.textContent = sentences.offline;
  });
})();
