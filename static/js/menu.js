// An open menu closes with Escape or a click elsewhere; the error summary of a form takes the focus.
for (const menu of document.querySelectorAll("details[data-menu]")) {
  document.addEventListener("keydown", (kejadian) => {
    if (kejadian.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (kejadian) => {
    if (menu.open && !menu.contains(kejadian.target)) menu.open = false;
  });
}

document.querySelector("[data-fokus]")?.focus();
