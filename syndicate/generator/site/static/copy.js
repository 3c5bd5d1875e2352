// Puts a button beside each address that copies it. Without this they are selected by a click.
"use strict";
if (navigator.clipboard) {
  const chinese = document.documentElement.lang.startsWith("zh");
  for (const address of document.querySelectorAll(".address")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = chinese ? "复制" : "Copy";
    button.setAttribute("aria-label", `${button.textContent} ${address.textContent}`);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(address.textContent);
      button.textContent = "✓";
    });
    address.after(" ", button);
  }
}
