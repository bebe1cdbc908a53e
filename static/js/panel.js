// The panel's search fields (select2) carry no name of their own: give each the words of its label, whenever one is built.
function nama(select) {
  return document.querySelector(`label[for="${select.id}"]`)?.textContent.replace(":", "").trim() ?? select.name;
}

function beriNama() {
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const kotak = select.nextElementSibling;
    for (const bagian of kotak?.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox], input") ?? []) {
      bagian.removeAttribute("aria-labelledby");
      bagian.setAttribute("aria-label", nama(select));
    }
  }
}

new MutationObserver(beriNama).observe(document.body, { childList: true, subtree: true });
beriNama();
