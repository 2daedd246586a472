import anyAscii from 'any-ascii';

/** Any script to ASCII letters (`Łódź` → `Lodz`, `Σοφία` → `Sofia`, `Юрий` → `Yuriy`). Case is kept. */
export const transliterate = (text: string): string => anyAscii(text);
