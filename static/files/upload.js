/* A file may be dropped on its field; its name is shown. Without this script the field is a plain one. */
document.addEventListener("DOMContentLoaded", () => {
  for (const zone of document.querySelectorAll("[data-drop]")) {
    const input = zone.querySelector('input[type="file"]');
    const name = zone.querySelector(".f-drop-name");
    const show = () => {
      name.textContent = input.files.length ? input.files[0].name : "";
    };
    const mark = (isOver) => (event) => {
      event.preventDefault();
      zone.classList.toggle("f-drop--over", isOver);
    };
    zone.addEventListener("dragover", mark(true));
    zone.addEventListener("dragleave", mark(false));
    zone.addEventListener("drop", (event) => {
      mark(false)(event);
      if (event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        show();
      }
    });
    input.addEventListener("change", show);
  }
});
