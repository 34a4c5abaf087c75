import { Bits } from './Row.tsx';

interface PanelHeadProps {
  readonly title: string;
  /** Put before the title when a form was refused, so that it is heard first. */
  readonly prefix?: string | undefined;
  readonly bits?: readonly (string | undefined)[];
}
/** The panel's title; takes the focus on navigation, so that a screen reader begins here. */
export const PanelHead = ({ title, prefix, bits = [] }: PanelHeadProps) => (
  <header class="panel-head">
    <h1 class="title" tabIndex={-1} data-portico-part="panel-title">
      {prefix ? <span class="vh">{prefix} </span> : null}
      {title}
    </h1>
    <Bits class="small muted num" bits={bits} />
  </header>
);
