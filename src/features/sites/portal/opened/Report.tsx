import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../../../kit/ui/Button.tsx';
import { Failed } from '../../../../kit/ui/Failed.tsx';
import { Frame, SelectField, TextField } from '../../../../kit/ui/form/Field.tsx';
import '../../../../kit/ui/form/style.ts';
import { maxPhotos } from '../../limits.ts';
import type { TimeOfDay } from '../../requests-schema.ts';
import type { PortalInstallation, PortalInstallations } from '../../schema.ts';
import type { Opened, SiteApi } from './api.ts';
import { redrawn, Thumb } from './photos.tsx';
import type { SiteWords } from './words.ts';

interface ReportProps {
  readonly t: SiteWords;
  readonly api: SiteApi;
  readonly opened: Opened;
  readonly onDone: (sent: boolean) => void;
}

interface Photo {
  readonly id: string;
  readonly bytes: Blob;
}

const times: readonly TimeOfDay[] = ['any', 'morning', 'afternoon'];

/** What is wrong, in words or with a photo: two presses are enough, a third opened it. */
export function Report({ t, api, opened, onDone }: ReportProps) {
  const { site, installation } = opened;
  const [there, setThere] = useState<readonly PortalInstallation[]>([]);
  const [values, setValues] = useState({
    ...{ text: '', installationId: installation?.id ?? '', phone: '', wantedOn: '', wantedTime: 'any' },
  });
  const [photos, setPhotos] = useState<readonly Photo[]>([]);
  const [reading, setReading] = useState(false);
  const [unreadable, setUnreadable] = useState(false);
  const [full, setFull] = useState(false);
  const [empty, setEmpty] = useState(false);
  const [error, setError] = useState<unknown>();
  const [sending, setSending] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  useEffect(() => {
    if (installation) return;
    const read = async () => {
      let cursor: string | null = null;
      do {
        const page: PortalInstallations = await api.installations(site.id, cursor);
        setThere((before) => [...before, ...page.items]);
        cursor = page.nextCursor;
      } while (cursor);
    };
    // Without them the report is of the location.
    read().catch(() => undefined);
  }, [api, site.id, installation]);

  const field = (name: keyof typeof values) => ({
    ...{ t, id: `report-${name}`, value: values[name] },
    onInput: (value: string) => setValues((before) => ({ ...before, [name]: value })),
  });
  const add = async (given: FileList | null) => {
    const files = [...(given ?? [])];
    const room = maxPhotos - photos.length;
    setFull(files.length > room);
    setUnreadable(false);
    setEmpty(false);
    setError(undefined);
    setReading(true);
    for (const file of files.slice(0, room)) {
      const bytes = await redrawn(file).catch(() => undefined);
      if (!bytes) {
        setUnreadable(true);
        continue;
      }
      try {
        const { id } = await api.photo(bytes);
        setPhotos((before) => [...before, { id, bytes }]);
      } catch (cause) {
        setError(cause);
      }
    }
    setReading(false);
  };
  const send = async () => {
    if (values.text.trim() === '' && photos.length === 0) return setEmpty(true);
    setSending(true);
    setError(undefined);
    try {
      await api.ask({
        locationId: site.id,
        text: values.text,
        phone: values.phone,
        wantedTime: values.wantedTime as TimeOfDay,
        wantedOn: values.wantedOn || null,
        installationId: values.installationId || null,
        photoIds: photos.map(({ id }) => id),
      });
      onDone(true);
    } catch (cause) {
      setError(cause);
      setSending(false);
    }
  };
  const pending = sending ? t('site.report.sending') : reading ? t('site.report.reading') : undefined;
  return (
    <form
      class="form site-report"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!sending && !reading) void send();
      }}
    >
      <h3 class="section-title" tabIndex={-1} ref={title}>
        {t('site.report.title', { name: installation?.name ?? site.name })}
      </h3>
      <div class="group">
        <div class="field">
          <input
            class="vh"
            id="report-photo"
            type="file"
            // Without `capture`: telephones then offer both the camera and the pictures that were taken before.
            accept="image/jpeg,image/png,image/webp"
            multiple
            onChange={(event) => {
              void add(event.currentTarget.files);
              event.currentTarget.value = '';
            }}
          />
          <label class="btn outlined site-pick" for="report-photo">
            {t(reading ? 'site.report.reading' : 'site.report.photo')}
          </label>
          <p class={photos.length > 0 ? 'small' : 'vh'} role="status">
            {photos.length > 0 ? t('site.report.photos', { count: photos.length }) : ''}
          </p>
          {photos.length > 0 ? (
            <div class="site-files">
              {photos.map(({ id, bytes }) => (
                <button
                  key={id}
                  type="button"
                  class="site-photo"
                  aria-label={t('site.report.drop')}
                  title={t('site.report.drop')}
                  onClick={() => {
                    setFull(false);
                    setPhotos((before) => before.filter((one) => one.id !== id));
                  }}
                >
                  <Thumb bytes={bytes} />
                </button>
              ))}
            </div>
          ) : null}
          {unreadable ? (
            <p class="error" role="alert">
              {t('site.report.unreadable')}
            </p>
          ) : null}
          {full ? (
            <p class="error" role="alert">
              {t('site.report.full')}
            </p>
          ) : null}
        </div>
        <Frame
          {...field('text')}
          label={t('site.report.what')}
          error={empty ? t('site.report.empty') : undefined}
        >
          <textarea
            class="input"
            id="report-text"
            rows={4}
            maxLength={4000}
            value={values.text}
            aria-invalid={empty ? 'true' : undefined}
            aria-describedby={empty ? 'report-text-error' : undefined}
            onInput={(event) => {
              setEmpty(false);
              field('text').onInput(event.currentTarget.value);
            }}
          />
        </Frame>
        {there.length > 0 ? (
          <SelectField
            {...field('installationId')}
            label={t('site.report.where')}
            options={[
              { value: '', label: t('site.report.place') },
              ...there.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        ) : null}
        <TextField {...field('wantedOn')} type="date" optional label={t('site.report.on')} />
        {values.wantedOn ? (
          <SelectField
            {...field('wantedTime')}
            label={t('site.report.time')}
            options={times.map((value) => ({ value, label: t(`site.time.${value}`) }))}
          />
        ) : null}
        <TextField
          {...field('phone')}
          type="tel"
          optional
          autocomplete="tel"
          label={t('site.report.phone')}
        />
        {error ? <Failed t={t} title={t('site.report.failed')} error={error} /> : null}
        <div class="actions">
          <Button kind="primary" type="submit" pending={pending}>
            {t('site.report.send')}
          </Button>
          <button type="button" class="link" onClick={() => onDone(false)}>
            {t('site.report.cancel')}
          </button>
        </div>
      </div>
    </form>
  );
}
