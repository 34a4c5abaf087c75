import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Run, type Script, visualRuns } from './bidi.ts';

/** Points of a millimetre. */
export const mm = 72 / 25.4;
export const page = { width: 210 * mm, height: 297 * mm, left: 25 * mm, right: 190 * mm } as const;

export interface TextStyle {
  readonly size: number;
  readonly strong?: boolean;
  readonly colour?: string;
  /** Points from one line to the next; 1.4 × size unless said. */
  readonly leading?: number;
}
export type Align = 'left' | 'right';

const file = (path: string): Buffer => readFileSync(fileURLToPath(import.meta.resolve(path)));
const folder = '@expo-google-fonts/noto-sans';
const files: Readonly<Record<Script, readonly [regular: string, strong: string]>> = {
  latin: [`${folder}/400Regular/NotoSans_400Regular.ttf`, `${folder}/600SemiBold/NotoSans_600SemiBold.ttf`],
  arabic: [
    `${folder}-arabic/400Regular/NotoSansArabic_400Regular.ttf`,
    `${folder}-arabic/600SemiBold/NotoSansArabic_600SemiBold.ttf`,
  ],
  hebrew: [
    `${folder}-hebrew/400Regular/NotoSansHebrew_400Regular.ttf`,
    `${folder}-hebrew/600SemiBold/NotoSansHebrew_600SemiBold.ttf`,
  ],
};
/** A font as pdfkit's own reader opened it. */
interface OpenFont {
  hasGlyphForCodePoint(codePoint: number): boolean;
}
/** Opening one costs as much as setting a letter: kept, and handed to the next document as it is. */
const opened = new Map<string, OpenFont>();

const openFont = (doc: PDFKit.PDFDocument): OpenFont =>
  (doc as unknown as { readonly _font: { readonly font: OpenFont } })._font.font;

/** Sets text: knows fonts, measures, breaks lines and puts runs of both directions where they belong. */
export class Pen {
  readonly doc: PDFKit.PDFDocument;
  /** Of a letter that is read from right to left, the sheet is its mirror: what is named left here stands right there. */
  readonly rtl: boolean;
  readonly #registered = new Set<string>();

  constructor(doc: PDFKit.PDFDocument, rtl = false) {
    this.doc = doc;
    this.rtl = rtl;
  }

  /** Where something `width` wide stands on the sheet whose left edge is `x` where one reads from left to right. */
  place(x: number, width: number): number {
    return this.rtl ? page.left + page.right - x - width : x;
  }

  /** Chooses font and size; a font is embedded only where a letter of it is used. */
  #use({ script }: Pick<Run, 'script'>, { size, strong = false }: TextStyle): void {
    const name = `${script}${strong ? '-strong' : ''}`;
    if (!this.#registered.has(name)) {
      const path = files[script][strong ? 1 : 0];
      // pdfkit takes an open font too, which its types do not say.
      this.doc.registerFont(name, (opened.get(path) ?? file(path)) as Buffer);
      this.#registered.add(name);
      this.doc.font(name);
      opened.set(path, openFont(this.doc));
    }
    this.doc.font(name).fontSize(size);
  }

  /** What of a text no font here has. */
  missing(text: string, style: TextStyle): string[] {
    return visualRuns(text, this.rtl).flatMap((run) => {
      const { text: printable } = this.#printable(run, style);
      const said = [...run.text];
      return [...printable].flatMap((symbol, at) => (symbol === said[at] ? [] : [said[at] as string]));
    });
  }

  /** A letter that no font here has becomes the sign for that, never a hole: PDF/A wants a glyph for each. */
  #printable(run: Run, style: TextStyle): Run {
    this.#use(run, style);
    const font = openFont(this.doc);
    let text = '';
    for (const symbol of run.text) {
      const known = font.hasGlyphForCodePoint(symbol.codePointAt(0) as number);
      text += known ? symbol : '\ufffd';
    }
    return text === run.text
      ? run
      : { text, script: run.rtl && !font.hasGlyphForCodePoint(0xfffd) ? 'latin' : run.script, rtl: run.rtl };
  }

  #runs(text: string, style: TextStyle): { run: Run; width: number }[] {
    return visualRuns(text, this.rtl).map((found) => {
      const run = this.#printable(found, style);
      this.#use(run, style);
      return { run, width: this.doc.widthOfString(run.text, { lineBreak: false, ...featuresOf(run) }) };
    });
  }

  width(text: string, style: TextStyle): number {
    return this.#runs(text, style).reduce((sum, { width }) => sum + width, 0);
  }

  /** Lines no wider than `width`: broken at spaces, and within a word where that alone is too long. */
  wrap(text: string, style: TextStyle, width: number): string[] {
    return text.split('\n').flatMap((paragraph) => this.#wrapParagraph(paragraph, style, width));
  }

  #wrapParagraph(paragraph: string, style: TextStyle, width: number): string[] {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(' ').flatMap((one) => this.#pieces(one, style, width))) {
      const longer = line ? `${line} ${word}` : word;
      if (line && this.width(longer, style) > width) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    return [...lines, line];
  }

  #pieces(word: string, style: TextStyle, width: number): string[] {
    if (this.width(word, style) <= width) return [word];
    const pieces: string[] = [];
    let piece = '';
    for (const symbol of word) {
      if (piece && this.width(piece + symbol, style) > width) {
        pieces.push(piece);
        piece = '';
      }
      piece += symbol;
    }
    return piece ? [...pieces, piece] : pieces;
  }

  /** One line at `x` (its end with `right`), `y` being its top. */
  line(text: string, x: number, y: number, style: TextStyle, align: Align = 'left'): void {
    const runs = this.#runs(text, style);
    const whole = runs.reduce((sum, { width }) => sum + width, 0);
    let at = this.place(align === 'right' ? x - whole : x, whole);
    // One base line for all fonts: those of other scripts are taller.
    const base = y + style.size * 1.07;
    this.doc.fillColor(style.colour ?? '#17202a');
    for (const { run, width } of runs) {
      this.#use(run, style);
      if (run.rtl) this.#joined(run, at, base);
      else this.doc.text(run.text, at, base, { lineBreak: false, baseline: 'alphabetic' });
      at += width;
    }
  }

  /**
   * Joined letters are several shapes each, some of which stand for no letter by themselves: what was written is said
   * beside them for those who copy or listen, and a shape without a letter counts as a joiner that nobody sees.
   */
  #joined(run: Run, x: number, base: number): void {
    this.doc.markContent('Span', { actual: run.text });
    this.doc.text(run.text, x, base, { lineBreak: false, baseline: 'alphabetic', ...featuresOf(run) });
    this.doc.endMarkedContent();
    const { unicode } = (this.doc as unknown as { readonly _font: { readonly unicode: number[][] } })._font;
    unicode.forEach((letters, shape) => {
      if (letters.length === 0) unicode[shape] = [0x200d];
    });
  }

  /** Some lines below each other; answers where the next one would begin. */
  lines(texts: readonly string[], x: number, y: number, style: TextStyle, align: Align = 'left'): number {
    const step = leadingOf(style);
    texts.forEach((text, index) => {
      this.line(text, x, y + index * step, style, align);
    });
    return y + texts.length * step;
  }

  rule(x: number, y: number, width: number, colour: string, weight = 0.5): void {
    this.doc
      .lineWidth(weight)
      .strokeColor(colour)
      .moveTo(this.place(x, width), y)
      .lineTo(this.place(x, width) + width, y)
      .stroke();
  }

  /** What repeats on every page or only pleases the eye: no part of the text for those who listen to it. */
  artifact(type: 'Pagination' | 'Layout', draw: () => void): void {
    this.doc.markContent('Artifact', { type });
    draw();
    this.doc.endMarkedContent();
  }
}

export const leadingOf = ({ size, leading }: TextStyle): number => leading ?? size * 1.4;

/** With a feature named, the font sets the run as a whole instead of word by word, which turns words round. */
const featuresOf = ({ rtl }: Run): { features?: PDFKit.Mixins.OpenTypeFeatures[] } =>
  rtl ? { features: ['rtla'] } : {};

export interface Sheet {
  readonly title: string;
  readonly author: string;
  readonly language: string;
  /** Taken for the day the file was made, so that the same letter is the same bytes at any time. */
  readonly issuedOn: string;
}

/** An empty tagged PDF/A-3b of A4 pages. The library is loaded with the first of them: it is large. */
export async function openSheet({ title, author, language, issuedOn }: Sheet): Promise<PDFKit.PDFDocument> {
  const { default: PDFDocument } = await import('pdfkit');
  const day = new Date(`${issuedOn}T12:00:00Z`);
  return new PDFDocument({
    size: [page.width, page.height],
    margin: 0,
    bufferPages: true,
    pdfVersion: '1.7',
    subset: 'PDF/A-3b',
    tagged: true,
    displayTitle: true,
    lang: language,
    font: (opened.get(files.latin[0]) ?? file(files.latin[0])) as unknown as string,
    info: {
      Title: title,
      Author: author,
      Producer: 'Portico',
      Creator: 'Portico',
      CreationDate: day,
      ModDate: day,
    },
  });
}
