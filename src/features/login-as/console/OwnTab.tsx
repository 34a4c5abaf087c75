import { useEffect, useRef } from 'preact/hooks';
import { externalLink } from '../../../kit/ui/console/icons.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import type { LoginAsWords } from './words.ts';

interface OwnTabProps {
  readonly t: LoginAsWords;
  readonly url: string;
  readonly onOpen: () => void;
}

/** A link and no script opens the tab, so that the portal's page learns nothing of the console's; Enter is enough. */
export function OwnTab({ t, url, onOpen }: OwnTabProps) {
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => link.current?.focus(), []);
  return (
    <>
      <p>{t('login-as.ready')}</p>
      <div class="actions">
        <a
          ref={link}
          class="btn primary"
          href={url}
          target="_blank"
          rel="noreferrer noopener"
          // Not before the browser has followed it.
          onClick={() => void setTimeout(onOpen)}
        >
          <Icon d={externalLink} />
          {t('login-as.ready.open')}
        </a>
      </div>
    </>
  );
}
