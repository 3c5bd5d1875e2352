// Puts a button beside each address that copies it. Without this they are selected by a click.
"use strict";
const { copy, copied } = document.currentScript.dataset;

async function take(address, said) {
  try {
    await navigator.clipboard.writeText(address.textContent);
    said.textContent = `✓ ${copied}`;
    setTimeout(() => said.textContent = "", 3000);
  } catch {
    // A browser may refuse; then it is a key away.
    getSelection().selectAllChildren(address);
  }
}

for (const address of navigator.clipboard ? document.querySelectorAll(".address") : []) {
  const beside = document.createElement("span"), said = document.createElement("span");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = copy;
  button.setAttribute("aria-label", `${copy} ${address.textContent}`);
  said.setAttribute("role", "status");
  button.addEventListener("click", () => take(address, said));
  beside.append(said, " ", button);
  address.after(" ", beside);
}
