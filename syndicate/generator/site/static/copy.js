// Puts a button beside each address that copies it. Without this they are selected by a click.
"use strict";
const { copy, copied } = document.currentScript.dataset;

async function take(address, said) {
  try {
    await navigator.clipboard.writeText(address.textContent);
    said.textContent = `✓ ${copied}`;
  } catch {
    // A browser may refuse; then it is a key away.
    getSelection().selectAllChildren(address);
  }
}

for (const address of navigator.clipboard ? document.querySelectorAll(".address") : []) {
  const button = document.createElement("button"), said = document.createElement("span");
  button.type = "button";
  button.textContent = copy;
  button.setAttribute("aria-label", `${copy} ${address.textContent}`);
  said.setAttribute("role", "status");
  button.addEventListener("click", () => take(address, said));
  address.after(" ", button, " ", said);
}
