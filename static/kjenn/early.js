/* Runs before the page is painted: the chosen scheme, and what the admin's own scripts expect to find. */
(() => {
  let chosen = null;
  try {
    chosen = JSON.parse(window.localStorage.getItem("adminTheme"));
  } catch {
    chosen = null; // storage is off: the system's scheme holds
  }
  const systemIsDark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const isDark = chosen === "dark" || (chosen !== "light" && systemIsDark);
  document.documentElement.classList.toggle("dark", isDark);
  document.documentElement.classList.add("js");

  // Django's admin scripts call these on pages that do not load its JavaScript catalogue.
  window.gettext ??= (text) => text;
  window.ngettext ??= (one, many, count) => (count === 1 ? one : many);
  window.pgettext ??= (context, text) => text;
  window.npgettext ??= (context, one, many, count) => (count === 1 ? one : many);
  window.gettext_noop ??= (text) => text;
  window.interpolate ??= (format, values, named) =>
    named
      ? format.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]))
      : format.replace(/%s/g, () => String(values.shift()));

  // The theme names what scrolls in English; a name of ours stands around it, or the page's own does.
  document.addEventListener("DOMContentLoaded", () => {
    for (const box of document.querySelectorAll("[data-simplebar]")) {
      const around = box.closest("[data-scroll-name]");
      box.dataset.simplebarAriaLabel = around ? around.dataset.scrollName : document.title.split(" | ")[0];
    }
  });
})();
