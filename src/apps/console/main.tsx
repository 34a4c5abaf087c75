import { render } from 'preact';
import type { Words } from '../../kit/common/message.ts';
import '../../kit/ui/console/styles.ts';
import './shell.css';
import { createConsole } from './console.ts';
import type { ConsolePage } from './page.ts';
import { Root } from './Root.tsx';

/** Written into the document by our own server. */
const dataOf = (id: string): unknown => JSON.parse(document.getElementById(id)?.textContent ?? '{}');

const element = document.getElementById('console');
if (element) {
  const app = createConsole(
    dataOf('portico-console') as ConsolePage,
    dataOf('portico-words') as Words,
    document.documentElement,
  );
  void app.start();
  element.replaceChildren();
  render(<Root app={app} />, element);
}
