/* The search of every page: Ctrl-K or / leads to it, hits open below it as one types, arrows walk through them.
 * Without this file the form opens the page of the search. */
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[data-find]");
  if (!form) return;
  const box = form.querySelector("input");
  const panel = form.querySelector(".k-find-panel");
  const status = form.querySelector("[role=status]");
  let timer = 0;
  let asked = null;

  const close = () => {
    panel.hidden = true;
    status.textContent = "";
  };
  const show = (html) => {
    panel.innerHTML = html;
    panel.hidden = false;
    status.textContent = panel.querySelector("[data-said]").dataset.said;
  };
  const ask = async () => {
    if (asked) asked.abort();
    const words = box.value.trim();
    if (words.length < 2) return close();
    asked = new AbortController();
    const query = new URLSearchParams({ q: words, part: "1" });
    try {
      const answer = await fetch(`${form.action}?${query}`, { signal: asked.signal });
      if (answer.ok && !answer.redirected) show(await answer.text());
    } catch {
      close(); // a newer question, or no network: the form itself still works
    }
  };
  const walk = (step) => {
    const stops = [box, ...panel.querySelectorAll("a")];
    const next = stops.indexOf(document.activeElement) + step;
    stops[(next + stops.length) % stops.length].focus();
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 300);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
      box.focus();
    } else if (!panel.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      walk(event.key === "ArrowDown" ? 1 : -1);
    }
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    const isShortcut = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    // A list has a search of its own, which answers to the slash.
    const isSlash = event.key === "/" && !isTyping && !document.getElementById("searchbar");
    if (!isShortcut && !isSlash) return;
    event.preventDefault();
    if (form.offsetParent === null) window.location.assign(form.action);
    box.focus();
    box.select();
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) close();
  });
});
