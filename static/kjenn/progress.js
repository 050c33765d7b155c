/* Follows a run: [data-progress-url] answers {share, text, finished}; the page is loaded anew at the end.
   `cells` holds what stands in [data-cell] meanwhile. */
(() => {
  const SHORTEST = 700;
  const LONGEST = 5000;

  const show = (box, answer) => {
    const bar = box.querySelector("progress");
    if (typeof answer.share === "number") {
      bar.value = answer.share;
    } else {
      bar.removeAttribute("value");
    }
    const text = box.querySelector(".k-progress-text");
    if (answer.text && text.textContent !== answer.text) {
      text.textContent = answer.text;
    }
    for (const cell of document.querySelectorAll("[data-cell]")) {
      const said = answer.cells?.[cell.dataset.cell];
      if (said && cell.textContent.trim() !== said) {
        cell.textContent = said;
      }
    }
  };

  const follow = async (box, delay) => {
    let next = Math.min(delay * 1.15, LONGEST);
    try {
      const response = await fetch(box.dataset.progressUrl, {
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      if (response.ok) {
        const answer = await response.json();
        show(box, answer);
        if (answer.finished) {
          window.location.reload();
          return;
        }
      } else {
        next = LONGEST;
      }
    } catch {
      next = LONGEST; // the server is away for a moment: ask again, more slowly
    }
    window.setTimeout(() => follow(box, next), next);
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const box of document.querySelectorAll("[data-progress-url]")) {
      window.setTimeout(() => follow(box, SHORTEST), SHORTEST);
    }
  });
})();
