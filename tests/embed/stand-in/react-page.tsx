import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { Portal } from '../../../embed/react.tsx';

/** A React page with one portal, rendered anew by the test. */

interface Given {
  readonly portal?: string;
  readonly language?: string;
  readonly said?: string;
}

const page = window as unknown as { said: string[]; render(given: Given | null): void };
page.said = [];
const root = createRoot(document.querySelector('#app') as HTMLElement);
page.render = (given) => {
  const { portal = 'acme', said = 'first', ...rest } = given ?? {};
  root.render(
    given &&
      createElement(Portal, {
        portal,
        ...rest,
        origin: new URL(import.meta.url).origin,
        fetchToken: ({ reason }) => `tok-${said}-${reason}${portal === 'acme' ? '' : portal}`,
        on: { 'profile.updated': () => page.said.push(said) },
      }),
  );
};
page.render({});
