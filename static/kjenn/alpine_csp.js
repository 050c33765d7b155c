/* The theme's components under a policy without `unsafe-eval`: Alpine's CSP build reads no globals, so each
 * function that the theme's templates call by name is registered as a component, and the body's state moves here. */
document.addEventListener("alpine:init", () => {
  const storage = {
    getItem: (key) => window.localStorage.getItem(key),
    setItem: (key, value) => window.localStorage.setItem(key, value),
  };
  const call =
    (component) =>
    (...args) =>
      component(...args);
  Alpine.data("theme", (...args) =>
    Object.assign(window.theme(...args), { localStorage: storage, getCurrentTab: () => getCurrentTab() }),
  );
  Alpine.data("searchForm", call(window.searchForm));
  Alpine.data("searchDropdown", call(window.searchDropdown));
  Alpine.data("shell", () => ({
    activeTab: "",
    sidebarMobileOpen: false,
    sidebarDesktopOpen: storage.getItem("sidebarDesktopOpen") !== "0",
    sortRecords: window.sortRecords,
    moveRecords: (event) => moveRecords(event),
    // What the theme's expressions read of `window`, and no more.
    window: {
      location: {
        get pathname() {
          return window.location.pathname;
        },
        get search() {
          return window.location.search;
        },
      },
    },
    init() {
      const first = document.body.dataset.activeTab;
      this.activeTab = first ? getCurrentTab() || first : "";
      this.$watch("sidebarDesktopOpen", (isOpen) => storage.setItem("sidebarDesktopOpen", isOpen ? "1" : "0"));
    },
    toggleDesktopSidebar() {
      this.sidebarDesktopOpen = !this.sidebarDesktopOpen;
    },
    toggleMobileSidebar() {
      this.sidebarMobileOpen = !this.sidebarMobileOpen;
    },
  }));
});

/* The theme writes the name of a chosen file into a text field that its own file fields have beside them and ours have
 * not; it passes over those that carry this mark. */
document.addEventListener("DOMContentLoaded", () => {
  for (const input of document.querySelectorAll(".k-form input[type=file]")) {
    input.hasChangeListener = true;
  }
});
