"""The Sample: a small bilingual magazine that ships with Syndicate, so that nothing needs a network.

`site` answers requests as of an instant and is pure, `server` puts it on a loopback port,
`magazine` reads the content that lies beside (text and pictures made for it), `pages` and
`feeds` typeset it. It behaves as sites do: lazy images, old markup in GBK, furniture round the
text, a page that breaks, a correction on the second day.
"""
