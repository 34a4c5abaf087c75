/** The part of css-tree that is used here; the package has no types of its own. */
declare module 'css-tree' {
  export interface CssNode {
    readonly type: string;
    readonly loc?: { readonly start: { readonly line: number; readonly column: number } };
    readonly name?: string | { readonly name: string };
    value?: string | CssNode | null;
    readonly property?: string;
    readonly important?: boolean | string;
    readonly unit?: string;
    readonly matcher?: string | null;
    readonly flags?: string | null;
    readonly children?: Iterable<CssNode> | null;
    readonly prelude?: CssNode | null;
    readonly block?: CssNode | null;
    readonly nth?: CssNode | null;
    readonly selector?: CssNode | null;
  }
  export interface ParseOptions {
    readonly positions?: boolean;
    readonly parseCustomProperty?: boolean;
    readonly onParseError?: (error: { readonly message: string; readonly line: number }) => void;
  }
  export function parse(source: string, options?: ParseOptions): CssNode;
  export function generate(node: CssNode): string;
  export function walk(node: CssNode, visit: (node: CssNode) => void): void;
  export const lexer: {
    matchProperty(name: string, value: CssNode): { readonly error: Error | null };
  };
}
