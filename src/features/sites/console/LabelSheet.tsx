import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { pencil, printer } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { SheetLanguage, SheetWordsForm, useSheetWords } from '../../access/console/HandOver.tsx';
import { QrCode } from '../../access/console/QrCode.tsx';
import { filledWords, type SheetWords } from '../../access/console/sheet-words.ts';
import type { Customer } from '../../customers/schema.ts';
import type { Language } from '../../portals/schema.ts';
import type { Label, Labels, Location } from '../schema.ts';
import { type SheetSize, sheetSizes, sheetsOf } from './label-sizes.ts';
import type { Part } from './words.ts';
import './labels.css';

interface LabelSheetProps extends Part {
  readonly id: string;
}

/** Labels of a location's installations, to be printed and stuck onto them. Opening this reads their tokens. */
export const LabelSheet = watching(function LabelSheet({ desk, t, query, id }: LabelSheetProps) {
  const { installation } = query;
  const known = useLoad(`labels ${id} ${installation ?? ''}`, async () => {
    const location = await desk.api.get<Location>(`/api/v1/locations/${id}`);
    const order = installation ? { installationIds: [installation] } : {};
    const [labels, customer] = await Promise.all([
      desk.api.post<Labels>(`/api/v1/locations/${id}/labels`, order),
      desk.may('customers:read')
        ? desk.api.get<Customer>(`/api/v1/customers/${location.customerId}`)
        : undefined,
    ]);
    return { labels, customer };
  });
  const { labels } = known.value ?? {};
  return (
    <>
      <PageHead
        title={t('sites.labels.title')}
        crumbs={[
          { label: t('sites.title'), to: '/sites' },
          ...(labels ? [{ label: labels.locationName, to: `/sites/${id}` }] : []),
        ]}
      />
      <Load of={known} what={t('sites.labels.title')} missing={t('sites.missing')}>
        {({ labels: found, customer }) => (
          <div class="page">
            {found.items.length === 0 ? (
              <p class="muted">{t('sites.installations.none')}</p>
            ) : (
              <Sheets desk={desk} t={t} query={query} labels={found} language={customer?.language ?? 'en'} />
            )}
          </div>
        )}
      </Load>
    </>
  );
});

interface SheetsProps extends Part {
  readonly labels: Labels;
  readonly language: Language;
}

const Sheets = watching(function Sheets({ desk, t, labels, ...props }: SheetsProps) {
  const [language, setLanguage] = useState<Language>(
    desk.choices.read<Language>('label-language') ?? props.language,
  );
  const [sizeName, setSize] = useState(desk.choices.read<string>('label-size') ?? sheetSizes[0].name);
  const [skip, setSkip] = useState(0);
  const [editing, setEditing] = useState(false);
  const { usual, own, save } = useSheetWords(language);
  const size = sheetSizes.find(({ name }) => name === sizeName) ?? sheetSizes[0];
  const words = usual && filledWords(usual, own, { Brand: labels.brandName, Name: labels.locationName });
  return (
    <>
      <p class="muted measure">{t('sites.labels.about')}</p>
      <div class="label-choices">
        <SelectField
          t={t}
          id="label-size"
          label={t('sites.labels.size')}
          value={size.name}
          onInput={(name) => {
            setSize(name);
            setSkip(0);
            desk.choices.write('label-size', name);
          }}
          options={sheetSizes.map(({ name, widthMm, heightMm, columns, rows }) => ({
            value: name,
            label: t('sites.labels.size.of', {
              name,
              size: `${t.number(widthMm)} × ${t.number(heightMm)} mm`,
              count: columns * rows,
            }),
          }))}
        />
        <SelectField
          t={t}
          id="label-skip"
          label={t('sites.labels.skip')}
          value={String(skip)}
          onInput={(value) => setSkip(Number(value))}
          options={Array.from({ length: size.columns * size.rows }, (_, at) => ({
            value: String(at),
            label: t.number(at + 1),
          }))}
        />
        <SheetLanguage
          t={t}
          value={language}
          onChoose={(tag) => {
            setLanguage(tag);
            desk.choices.write('label-language', tag);
          }}
        />
      </div>
      <div class="actions">
        <Action kind="primary" icon={printer} onClick={() => window.print()}>
          {t('sites.labels.print')}
        </Action>
        {desk.may('settings:write') ? (
          <Action icon={pencil} onClick={() => setEditing(true)}>
            {t('codes.sheet.edit')}
          </Action>
        ) : null}
      </div>
      <p class="small muted">{t('sites.labels.scale')}</p>
      {words ? (
        <div class="label-sheets" lang={language}>
          {sheetsOf(labels.items, size, skip).map((sheet, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a page is its place in the row
            <Sheet key={at} size={size} sheet={sheet} words={words} brandName={labels.brandName} />
          ))}
        </div>
      ) : null}
      {editing && usual ? (
        <Dialog title={t('codes.sheet.edit')} onClose={() => setEditing(false)}>
          <SheetWordsForm
            t={t}
            usual={usual}
            own={own}
            onClose={() => setEditing(false)}
            onSave={async (changed) => {
              await save(changed);
              setEditing(false);
            }}
          />
        </Dialog>
      ) : null}
    </>
  );
});

interface SheetProps {
  readonly size: SheetSize;
  /** `undefined`: a place that was used before. */
  readonly sheet: readonly (Label | undefined)[];
  readonly words: SheetWords;
  readonly brandName: string;
}

/** One page of labels, measured in millimetres, so that each lands on its own sticker. */
const Sheet = ({ size, sheet, words, brandName }: SheetProps) => (
  <div
    class="label-page"
    style={{
      paddingBlockStart: `${size.topMm}mm`,
      paddingInlineStart: `${size.leftMm}mm`,
      gridTemplateColumns: `repeat(${size.columns}, ${size.widthMm}mm)`,
      gridAutoRows: `${size.heightMm}mm`,
      columnGap: `${size.gapMm}mm`,
    }}
  >
    {sheet.map((label, at) =>
      label ? (
        <div class="label" key={label.installationId}>
          <QrCode text={label.url} label={words.picture} />
          <div>
            <p class="label-brand">{brandName}</p>
            <p class="label-name">
              <bdi>{label.name}</bdi>
            </p>
            {label.serialNumber ? <p>{label.serialNumber}</p> : null}
            <p class="label-words">{words.label}</p>
            <p class="label-token" dir="ltr">
              {label.token}
            </p>
          </div>
        </div>
      ) : (
        // biome-ignore lint/suspicious/noArrayIndexKey: an empty place is nothing else
        <div key={at} />
      ),
    )}
  </div>
);
