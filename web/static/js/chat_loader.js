/* The widget before the first click: one request, no cookie, no storage, nothing of the page is touched.
   The page's policy needs: script-src and frame-src with this script's origin. */
(() => {
  const script = document.currentScript, config = /*CONFIG*/ null, origin = new URL(script.src).origin;
  if (!config || !config.shown || customElements.get("comptoir-chat")) return;
  const language = (document.documentElement.lang || navigator.language || "").startsWith("fr") ? "fr" : "en";
  const text = config.texts[language] || Object.values(config.texts)[0];
  const fits = page => page.endsWith("*") ? location.pathname.startsWith(page.slice(0, -1)) : location.pathname === page;
  if (config.pages.length && !config.pages.some(fits)) return;
  if (config.basket && !(Number(script.dataset.basket) >= config.basket)) return;
  const style = `:host{all:initial}button{position:fixed;inset:auto 16px 16px auto;z-index:2147483000;min-width:56px;min-height:56px;max-width:calc(100vw - 32px);border:0;border-radius:28px;background:#0b5cad;color:#fff;font:600 16px system-ui,sans-serif;padding:0 20px;cursor:pointer}button:focus-visible{outline:3px solid #0b5cad;outline-offset:3px}iframe{position:fixed;inset:auto 16px 84px auto;width:min(380px,calc(100vw - 32px));height:min(560px,calc(100dvh - 110px));border:1px solid #8888;border-radius:12px;background:Canvas;z-index:2147483000}iframe[hidden]{display:none}@media print{:host{display:none}}`;
  customElements.define("comptoir-chat", class extends HTMLElement {
    connectedCallback() {
      const root = this.attachShadow({mode: "closed"}), sheet = new CSSStyleSheet(), button = document.createElement("button");
      let frame;
      sheet.replaceSync(style);
      root.adoptedStyleSheets = [sheet];
      button.type = "button";
      button.textContent = text.title;
      button.setAttribute("aria-expanded", "false");
      const tell = message => frame.contentWindow.postMessage({comptoir: message, page: location.href}, origin);
      const show = on => {
        if (on && !frame) {
          frame = document.createElement("iframe");
          frame.title = text.title;
          frame.src = `${origin}/widget/v1/brands/${config.brand}/frame?language=${language}`;
          root.insertBefore(frame, button);
        }
        frame.hidden = !on;
        button.setAttribute("aria-expanded", on);
        if (on && frame.dataset.ready) tell("shown");
        if (!on) button.focus();
      };
      button.onclick = () => show(!frame || frame.hidden);
      addEventListener("message", event => {
        if (!frame || event.origin !== origin || event.source !== frame.contentWindow) return;
        const {comptoir, count} = event.data || {};
        if (comptoir === "ready") { frame.dataset.ready = "1"; tell("shown"); }
        if (comptoir === "close") show(false);
        if (comptoir === "unread") button.textContent = text.title + (count > 0 ? ` (${count | 0})` : "");
      });
      root.append(button);
    }
  });
  const add = () => setTimeout(() => document.body.append(document.createElement("comptoir-chat")), config.after * 1000);
  document.body ? add() : addEventListener("DOMContentLoaded", add);
})();
