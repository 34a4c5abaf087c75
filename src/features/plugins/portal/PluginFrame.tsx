import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PluginToken } from '../schema.ts';
import { type FrameContext, listenTo } from './frame-talk.ts';
import './style.ts';
import type { FrameWords } from './words.ts';

export interface PluginFrameProps {
  readonly t: FrameWords;
  readonly name: string;
  readonly url: string;
  readonly language: string;
  readonly context: Pick<FrameContext, 'language' | 'timeZone' | 'readOnly'>;
  readonly token: () => Promise<PluginToken>;
  readonly goTo: (panel: string) => void;
  readonly onReady: (error?: unknown) => void;
}

/**
 * A page of the vendor's own, shut off: its origin is nobody's, so it reaches neither this document nor the session, leads
 * the window around it nowhere, and says whose it is.
 */
export const PluginFrame = watching(function PluginFrame(props: PluginFrameProps) {
  const { t, name, url, language, onReady } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  const now = useRef(props);
  now.current = props;
  const [height, setHeight] = useState(480);
  const [stopped, setStopped] = useState(false);
  useEffect(() => onReady(), [onReady]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: spoken otherwise, the page begins anew
  useEffect(() => {
    if (stopped) return;
    const talk = listenTo({
      frame: () => frame.current?.contentWindow,
      context: async () => {
        const { token, expiresAt } = await now.current.token();
        return { ...now.current.context, scheme: schemeOf(frame.current), token, expiresAt };
      },
      onHeight: setHeight,
      // Somebody has to be in it: a page can't lead anybody away by itself.
      onNavigate: (panel) => {
        if (document.activeElement === frame.current) now.current.goTo(panel);
      },
      onFlood: () => setStopped(true),
      now: () => performance.now(),
    });
    addEventListener('message', talk.hear);
    return () => {
      removeEventListener('message', talk.hear);
      talk.stop();
    };
  }, [url, language, stopped]);
  return (
    <div class="panel plugin" data-portico-panel="plugin" data-portico-state="ready">
      <PanelHead title={name} bits={[t('plugin.from', { host: new URL(url).host })]} />
      {stopped ? (
        <Notice
          urgent
          tone="warn"
          icon={circleAlert}
          title={t('plugin.stopped')}
          action={<Button onClick={() => setStopped(false)}>{t('plugin.again')}</Button>}
        >
          {t('plugin.stopped.text')}
        </Notice>
      ) : (
        <iframe
          key={language}
          ref={frame}
          class="plugin-frame"
          title={name}
          src={url}
          sandbox="allow-scripts allow-forms"
          referrerpolicy="no-referrer"
          style={{ blockSize: `${height}px` }}
        />
      )}
    </div>
  );
});

/** As the portal looks: the background of its text is light or dark. */
function schemeOf(element: HTMLElement | null): 'light' | 'dark' {
  if (!element) return 'light';
  const [red = 0, green = 0, blue = 0] = (getComputedStyle(element).color.match(/\d+/g) ?? []).map(Number);
  return red + green + blue > 384 ? 'dark' : 'light';
}
