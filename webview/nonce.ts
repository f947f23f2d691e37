/**
 * Hands the page's nonce to the toolkit, which looks for it in a meta element while it is loaded, and without it
 * cannot add the style by which it tells focus by keyboard from focus by mouse.
 */
const nonce = document.currentScript?.nonce;
if (nonce && !document.querySelector('meta[property="csp-nonce"]')) {
  const meta = document.createElement("meta");
  meta.setAttribute("property", "csp-nonce");
  meta.content = nonce;
  document.head.append(meta);
}

export {};
