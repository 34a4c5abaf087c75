import { Copy } from '../../../kit/ui/console/Copy.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { EndingLaw } from '../ending-settings.ts';
import type { OnePortal } from './words.ts';

/** How contracts are ended at a portal, and the address of the page that everybody can use. */
export const EndingTab = watching(function EndingTab({ t, portal, save }: OnePortal) {
  const { ending, slug } = portal;
  const tick = (name: 'publicPage' | 'withdrawal' | 'endsByItself') => ({
    ...{ name, kind: 'check' as const },
    ...{ label: t(`portals.ending.${name}`), hint: t(`portals.ending.${name}.hint`) },
  });
  return (
    <div class="page narrow">
      {ending.publicPage ? (
        <Section title={t('portals.ending.address')}>
          <p class="small muted">{t('portals.ending.address.hint')}</p>
          <p>
            <span class="mono breaks">{`${location.origin}/cancel/${slug}`}</span>{' '}
            <Copy text={`${location.origin}/cancel/${slug}`} what={t('portals.ending.address')} iconOnly />
          </p>
        </Section>
      ) : null}
      <Form
        name={`portal ending ${portal.id}`}
        start={{ ...ending }}
        cancel={`/portals/${portal.id}`}
        submit={t('portals.save')}
        pending={t('portals.saving')}
        failed={t('portals.save-failed')}
        onSave={(values) => save({ ending: values })}
        groups={() => [
          {
            fields: [
              tick('publicPage'),
              tick('withdrawal'),
              tick('endsByItself'),
              {
                ...{ name: 'law', kind: 'select' as const, always: true, width: 'w-middle' },
                ...{ label: t('portals.ending.law'), hint: t('portals.ending.law.hint') },
                options: EndingLaw.options.map((value) => ({
                  value,
                  label: t(`portals.ending.law.${value}`),
                })),
              },
            ],
          },
        ]}
      />
    </div>
  );
});
