/* Names for what Swagger UI leaves without: its selects and its close button; and a way for the keyboard into its examples. */
(() => {
  const name = (element, text) => { if (!element.getAttribute("aria-label")) element.setAttribute("aria-label", text); };
  const mend = () => {
    for (const select of document.querySelectorAll(".swagger-ui select:not([aria-label])")) {
      const row = select.closest("tr[data-param-name]");
      const label = select.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
      if (!label) name(select, row ? row.dataset.paramName : "Example");
    }
    for (const button of document.querySelectorAll(".swagger-ui .close-modal")) name(button, "Close");
    for (const example of document.querySelectorAll(".swagger-ui pre:not([tabindex])")) example.tabIndex = 0;
  };
  new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
  mend();
})();
