import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Copy } from '../../../kit/ui/console/Copy.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { plus } from '../../../kit/ui/console/icons.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { check, circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { parseAllowedHost } from '../rules.ts';
import type { PageCheck, PageFinding } from '../schema.ts';
import type { OnePortal } from './words.ts';

/** “Why does my page stay empty?”: looks at a page of the vendor's own and says what is in the way. */
export const PageTest = watching(function PageTest(props: OnePortal) {
  const { desk, t, portal } = props;
  const [result, setResult] = useState<PageCheck>();
  return (
    <Section title={t('portals.test')}>
      <p class="small muted">{t('portals.test.about')}</p>
      <Form
        name={`portal test ${portal.id}`}
        start={{ url: '' }}
        submit={t('portals.test.go')}
        pending={t('portals.test.going')}
        failed={t('portals.test.failed')}
        quiet
        onSave={async (values) => {
          setResult(undefined);
          setResult(await desk.api.post<PageCheck>(`/api/v1/portals/${portal.id}/page-check`, values));
        }}
        groups={() => [
          {
            fields: [
              {
                name: 'url',
                label: t('portals.test.page'),
                need: t('portals.test.need'),
                kind: 'url',
                ltr: true,
                check: (text: string) =>
                  /^https?:\/\/\S+$/.test(text.trim()) ? undefined : t('portals.test.need'),
              },
            ],
          },
        ]}
      />
      <div role="status" class="findings">
        {result?.findings.length === 0 ? (
          <Notice tone="good" icon={check} title={t('portals.test.fine')}>
            {t('portals.test.fine.text')} <bdi class="mono">{result.url}</bdi>
          </Notice>
        ) : null}
        {result?.findings.map((finding) => (
          <Finding key={JSON.stringify(finding)} {...props} finding={finding} />
        ))}
      </div>
    </Section>
  );
});

/** What may still work: a script can add what the markup lacks. */
const doubtful = new Set<PageFinding['code']>(['no-snippet', 'no-element', 'twice', 'answered']);

const Finding = watching(function Finding({
  desk,
  t,
  portal,
  save,
  finding,
}: OnePortal & { readonly finding: PageFinding }) {
  const { code } = finding;
  const values = {
    host: code === 'host' ? finding.host : '',
    status: code === 'answered' ? finding.status : 0,
    slug: code === 'other-portal' ? finding.slug : '',
    address: code === 'other-service' ? finding.address : '',
    element: `<portico-portal portal="${portal.slug}">`,
  };
  const title =
    code === 'unreachable'
      ? t(`portals.test.unreachable.${finding.reason}`)
      : code === 'policy'
        ? t('portals.test.policy', { directive: finding.directive })
        : t(`portals.test.${code}`, values);
  const host = code === 'host' ? parseAllowedHost(finding.host, desk.vendor.side === 'test').host : undefined;
  const added = host !== undefined && portal.allowedHosts.includes(host);
  const policy = code === 'policy' ? `${finding.directive} ${finding.value}` : undefined;
  return (
    <Notice
      tone={added ? 'good' : doubtful.has(code) ? 'warn' : 'bad'}
      icon={added ? check : circleAlert}
      title={added ? t('portals.test.allowed', values) : title}
      action={
        host && !added && desk.may('portals:write') ? (
          <Action
            small
            icon={plus}
            onClick={() =>
              void save({ allowedHosts: [...portal.allowedHosts, host] }).catch(() =>
                desk.say(t('portals.save-failed')),
              )
            }
          >
            {t('portals.refused.allow')}
          </Action>
        ) : policy ? (
          <Copy text={policy} what={policy} />
        ) : undefined
      }
    >
      {code === 'unreachable' ? t('portals.test.unreachable.text') : null}
      {policy ? (
        <>
          {t('portals.test.policy.text')} <bdi class="mono">{policy}</bdi>
        </>
      ) : null}
      {code === 'no-snippet' || code === 'no-element' || code === 'answered' || code === 'sandboxed'
        ? t(`portals.test.${code}.text`, values)
        : null}
    </Notice>
  );
});
