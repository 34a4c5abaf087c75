import { List } from '../../../kit/ui/console/List.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { type Declaration, DeclarationKind, DeclarationWay } from '../schema.ts';
import { DeclarationPage } from './DeclarationPage.tsx';
import { type Props, State } from './words.tsx';

const states = ['open', 'effective', 'done', 'undone'] as const;

/** What was declared: `/declarations`, `/declarations?state=open`, `/declarations/dcl_…`. */
export const DeclarationsView = watching(function DeclarationsView({ path, ...props }: Props) {
  const [id] = path;
  return id ? (
    <DeclarationPage {...props} path={path} key={id} id={id} />
  ) : (
    <AllDeclarations {...props} path={path} />
  );
});

const AllDeclarations = watching(function AllDeclarations({ t, query }: Props) {
  const { customerId } = query;
  return (
    <>
      <PageHead title={t('declarations.title')} />
      <List<Declaration>
        name="declarations"
        title={t('declarations.title')}
        path="/api/v1/declarations"
        fixed={{ sort: '-id', ...(customerId && { customerId }) }}
        csv="declarations"
        nameOf={({ name, id }) => name ?? id}
        to={({ id }) => `/declarations/${id}`}
        search={t('declarations.search')}
        filters={[
          {
            name: 'state',
            label: t('declarations.state'),
            options: states.map((value) => ({ value, label: t(`declarations.state.${value}`) })),
          },
          {
            name: 'kind',
            label: t('declarations.kind'),
            options: DeclarationKind.options.map((value) => ({
              value,
              label: t(`declarations.kind.${value}`),
            })),
          },
          {
            name: 'way',
            label: t('declarations.way'),
            options: DeclarationWay.options.map((value) => ({
              value,
              label: t(`declarations.way.${value}`),
            })),
          },
        ]}
        columns={[
          {
            key: 'name',
            label: t('declarations.name'),
            fill: true,
            cell: ({ name, id }) => name ?? id,
            csv: ({ name }) => name ?? '',
          },
          {
            key: 'kind',
            label: t('declarations.kind'),
            cell: ({ kind }) => t(`declarations.kind.${kind}`),
            csv: ({ kind }) => kind,
          },
          {
            key: 'contract',
            label: t('declarations.contract'),
            cell: ({ contractNumber, contractId }) =>
              contractNumber ?? (contractId ? '–' : t('declarations.unmatched')),
            csv: ({ contractNumber }) => contractNumber ?? '',
          },
          {
            key: 'state',
            label: t('declarations.state'),
            cell: ({ state }) => <State t={t} state={state} />,
            csv: ({ state }) => state,
          },
          {
            key: 'due',
            label: t('declarations.due'),
            class: 'nowrap',
            cell: ({ dueOn, state }) => (dueOn && state === 'open' ? t.day(dueOn, 'near') : ''),
            csv: ({ dueOn }) => dueOn ?? '',
          },
          {
            key: 'received',
            label: t('declarations.received'),
            class: 'nowrap',
            cell: ({ receivedAt }) => moment(t, receivedAt),
            csv: ({ receivedAt }) => receivedAt,
          },
          {
            key: 'way',
            label: t('declarations.way'),
            extra: true,
            cell: ({ way }) => t(`declarations.way.${way}`),
            csv: ({ way }) => way,
          },
          {
            key: 'email',
            label: t('declarations.email'),
            extra: true,
            cell: ({ email }) => email,
            csv: ({ email }) => email ?? '',
          },
          {
            key: 'ends',
            label: t('declarations.ends'),
            extra: true,
            cell: ({ endsOn }) => (endsOn ? t.day(endsOn) : ''),
            csv: ({ endsOn }) => endsOn ?? '',
          },
          {
            key: 'sha256',
            label: t('declarations.hash'),
            extra: true,
            class: 'mono',
            cell: ({ sha256 }) => `${sha256.slice(0, 12)}…`,
            csv: ({ sha256 }) => sha256,
          },
        ]}
        empty={
          <>
            <p class="strong">{t('declarations.empty')}</p>
            <p class="muted">{t('declarations.empty.text')}</p>
          </>
        }
      />
    </>
  );
});
