/* Server-sent events by fetch, so that the ticket travels in a header and never in an address. */
"use strict";

async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    const parts = (text + value).split("\n\n");
    text = parts.pop();
    for (const part of parts) {
      const fields = Object.fromEntries(part.split("\n").map(line => line.split(/: (.*)/s).slice(0, 2)));
      if (fields.data) yield {position: Number(fields.id || 0), name: fields.event, data: JSON.parse(fields.data)};
    }
  }
}

/* Follow a stream for as long as the page lives.
   read(): reads everything anew and returns {streams_url, ticket, position}. take(event): shows one. */
async function followStream(read, take, tell) {
  let position = 0, pause = 500;
  for (;;) {
    try {
      const state = await read();
      position = Math.max(position, state.position);
      const headers = {Authorization: `Bearer ${state.ticket}`, "Last-Event-ID": String(position)};
      const response = await fetch(`${state.streams_url}/streams/v1/events`, {headers, cache: "no-store"});
      if (!response.ok) throw new Error(String(response.status));
      tell("online");
      pause = 500;
      for await (const event of eventsOf(response)) {
        if (event.name === "reset") await read();
        else { position = Math.max(position, event.position); await take(event); }
      }
    } catch {
      tell("offline");
      await new Promise(resolve => setTimeout(resolve, pause * (0.5 + Math.random())));
      pause = Math.min(2 * pause, 15000);
    }
  }
}
