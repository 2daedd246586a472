const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters and halves of characters become U+FFFD: no page or picture may hold them. */
export const cleanText = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd');

/** Text for any place between tags or quotes of HTML and SVG. */
export const escapeText = (text: string): string =>
  cleanText(text).replace(/[&<>"']/g, (each) => escapes[each] ?? each);
