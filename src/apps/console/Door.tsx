import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { watching } from '../../kit/ui/signals.ts';
import type { PageBranding } from './branding.ts';
import type { Console } from './console.ts';
import { LanguageChoice } from './LanguageChoice.tsx';
import { Mark } from './Mark.tsx';
import { OwnLinks } from './OwnLinks.tsx';
import { OwnLogo } from './OwnLogo.tsx';

/** A name, the same in every language. */
const product = 'Portico';

interface DoorProps {
  readonly app: Console;
  readonly title: string;
  readonly children: ComponentChildren;
}

/** A page before the console: one thing to do, in the middle. */
export const Door = watching(function Door({ app, title, children }: DoorProps) {
  const { branding } = app.page;
  const name = branding?.vendor ?? product;
  useEffect(() => {
    document.title = `${title} – ${name}`;
  }, [title, name]);
  return (
    <main class={branding?.picture ? 'door pictured' : 'door'}>
      <div class="door-body">
        <p class="door-mark">
          {branding?.logo.length ? (
            <OwnLogo logo={branding.logo} name={name} />
          ) : (
            <>
              <Mark />
              <span class="strong">{name}</span>
            </>
          )}
        </p>
        <h1 class="title">{title}</h1>
        {children}
      </div>
      <footer class="door-foot">
        <OwnLinks app={app} branding={branding} />
        <LanguageChoice app={app} />
      </footer>
      {branding?.picture ? <Picture picture={branding.picture} credit={branding.credit} /> : null}
    </main>
  );
});

/** Says nothing that one must know, so nothing is read in its place; who made it stands on it. */
const Picture = ({ picture, credit }: Pick<PageBranding, 'credit'> & { readonly picture: string }) => (
  <figure class="door-picture">
    <img src={picture} alt="" />
    {credit ? (
      <figcaption class="small">
        {credit.href ? (
          <a href={credit.href} target="_blank" rel="noopener noreferrer">
            {credit.text}
          </a>
        ) : (
          credit.text
        )}
      </figcaption>
    ) : null}
  </figure>
);
