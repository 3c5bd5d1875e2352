// Searches titles and summaries, the newest first, in the files below search/: each names the one
// before it. Every word must be there; nothing is sent anywhere.
"use strict";
const MOST = 50, FILES = 2000;
const found = document.getElementById("found");
const query = new URLSearchParams(location.search).get("q") || "";
const fold = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

async function search(words) {
  const seen = new Set();
  let name = "latest.json";
  for (let count = 0; name && count < FILES && seen.size < MOST; count++) {
    const answer = await fetch(`search/${name}`);
    if (!answer.ok) break;
    const { older, lines } = await answer.json();
    for (const line of lines) {
      const text = fold(line.join("\n"));
      if (seen.size < MOST && !seen.has(line[1]) && words.every(word => text.includes(word))) {
        seen.add(line[1]);
        show(line);
      }
    }
    name = older;
  }
  if (!seen.size) found.textContent = found.dataset.none;
}

function show([title, path, date, source, summary]) {
  const entry = document.createElement("article");
  entry.className = "line";
  const head = document.createElement("h2"), link = document.createElement("a");
  link.href = path.split("/").map(encodeURIComponent).join("/");
  link.textContent = title;
  head.append(link);
  const facts = document.createElement("p"), text = document.createElement("p");
  facts.className = "facts";
  facts.textContent = [date, source].filter(Boolean).join(" · ");
  text.textContent = summary;
  entry.append(head, facts, text);
  found.append(entry);
}

if (query.trim()) {
  document.getElementById("q").value = query;
  found.textContent = "";
  search(fold(query).split(/\s+/).filter(Boolean));
} else {
  found.textContent = "";
}
