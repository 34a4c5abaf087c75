import { useState } from 'preact/hooks';
import { type ApiError, codeOf } from '../../../kit/browser/api-error.ts';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PublicFile } from '../../files/schema.ts';
import type { ThemeFile } from '../../portals/theme-schema.ts';
import { type Branding, noBranding } from '../schema.ts';
import { BrandingForm } from './BrandingForm.tsx';
import { changedSince, type Part } from './words.ts';

/** `/branding`: logo, sign-in picture, colours and links of the console itself. */
export const BrandingView = watching(function BrandingView({ desk, t, ...part }: Part) {
  const [asking, setAsking] = useState(false);
  // What was stored and uploaded since the page was read: a form keeps the acts that it began with.
  const [stored, setStored] = useState<Branding | undefined>(undefined);
  const [added, setAdded] = useState<readonly PublicFile[]>([]);
  const [drawn, setDrawn] = useState(0);
  const looks = useLoad('branding', async () => {
    const files = (kind: string) =>
      desk.api.get<{ items: PublicFile[] }>(`/api/v1/files?kind=${kind}`).then(({ items }) => items);
    const [branding, logo, image, themes] = await Promise.all([
      desk.api.get<Branding>('/api/v1/branding'),
      files('logo'),
      files('image'),
      desk.api.get<{ items: ThemeFile[] }>('/api/v1/themes'),
    ]);
    const file = themes.items.find(({ name }) => name === 'harbour') as ThemeFile;
    return { branding, files: [...logo, ...image], file };
  });
  const mayWrite = desk.may('settings:write');
  const show = (branding: Branding) => {
    setStored(branding);
    setDrawn((before) => before + 1);
    return desk.renew?.();
  };
  const { slug, side } = desk.vendor;
  const address = `${location.origin}/console/${slug}${side === 'test' ? '/test' : ''}`;
  return (
    <>
      <PageHead
        title={t('branding.title')}
        sub={t('branding.about')}
        actions={
          mayWrite ? <Action onClick={() => setAsking(true)}>{t('branding.reset')}</Action> : undefined
        }
      />
      <div class="page narrow">
        <p class="muted">
          <bdi>{t('branding.address', { address })}</bdi>
        </p>
        <Load of={looks} what={t('branding.title')} rows={6}>
          {(value) =>
            mayWrite ? (
              <BrandingForm
                {...part}
                {...{ desk, t }}
                key={drawn}
                branding={stored ?? value.branding}
                file={value.file}
                files={[...added, ...value.files]}
                onFile={(file) => setAdded((before) => [file, ...before])}
                onSaved={async (branding, before) => {
                  await show(branding);
                  desk.say(t('branding.saved'), async () => {
                    try {
                      const back = { ...before, seen: branding };
                      await show(await desk.api.patch<Branding>('/api/v1/branding', back));
                    } catch (error) {
                      if (codeOf(error) !== 'branding.changed') throw error;
                      return t('branding.not-undone', { what: changedSince(t, error as ApiError) });
                    }
                  });
                }}
              />
            ) : (
              <p>{t('branding.read-only')}</p>
            )
          }
        </Load>
      </div>
      {asking ? (
        <Confirm
          title={t('branding.reset.question')}
          label={t('branding.reset')}
          pending={t('branding.reset.busy')}
          onClose={() => setAsking(false)}
          act={async () => {
            await desk.api.delete('/api/v1/branding');
            await show(noBranding);
            setAsking(false);
            desk.say(t('branding.reset.done'));
          }}
        >
          <p>{t('branding.reset.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});
