import { Form } from '../../../kit/ui/console/Form.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { beginningOf } from '../business.ts';
import type { Business, Portal } from '../schema.ts';
import { generalFields, slugFault } from './general-fields.ts';
import type { Part } from './words.ts';

/** A name and an address are enough; everything else has a value to begin with. */
export const NewPortal = watching(function NewPortal({ desk, t }: Part) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      <PageHead title={t('portals.new')} crumbs={[{ label: t('portals.title'), to: '/portals' }]} />
      <div class="page narrow">
        <Form
          name="portal new"
          start={{
            brandName: '',
            business: '',
            slug: '',
            languages: [t.manner.locale.slice(0, 2)],
            timeZone: zone,
          }}
          submit={t('portals.make')}
          pending={t('portals.saving')}
          failed={t('portals.save-failed')}
          refusals={{ 'portal.slug-taken': t('portals.slug-taken') }}
          cancel="/portals"
          onSave={async (values) => {
            const { business, ...said } = values;
            const begin = beginningOf((business || null) as Business | null);
            const made = await desk.api.post<Portal>('/api/v1/portals', { ...begin, ...said });
            desk.say(t('portals.made', { name: made.brandName }));
            desk.places.go(`/portals/${made.id}/embed`, { replace: true });
          }}
          groups={() => {
            const { brand, business, slug, languages, timeZone } = generalFields(t);
            return [
              {
                fields: [
                  brand,
                  business,
                  { ...slug, check: (text: string) => slugFault(t, text) },
                  languages,
                  timeZone,
                ],
              },
            ];
          }}
        />
      </div>
    </>
  );
});
