import { useCallback } from 'preact/hooks';
import { ApprovalsPanel } from '../../../features/approvals/portal/ApprovalsPanel.tsx';
import type { ApprovalsApi } from '../../../features/approvals/portal/approvals-model.ts';
import type { ApprovalFile, PortalApproval, ShownApproval } from '../../../features/approvals/schema.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';

const path = '/portal/v1/approvals';

const apiOf = (portal: Portal): ApprovalsApi => ({
  list: async () => (await portal.http()).get<{ items: PortalApproval[]; nextCursor: string | null }>(path),
  read: async (id) => (await portal.http()).get<ShownApproval>(`${path}/${encodeURIComponent(id)}`),
  approve: async (id, yes) => {
    const approved = await (await portal.http()).post<ShownApproval>(`${path}/${id}/approval`, yes);
    portal.emit('approval.approved', { approvalId: id });
    void portal.refresh('later');
    return approved;
  },
  async pdf(id) {
    const { name, base64 } = await (await portal.http()).get<ApprovalFile>(`${path}/${id}/pdf`);
    const bytes = Uint8Array.from(atob(base64), (symbol) => symbol.charCodeAt(0));
    const { saveFile } = await import('./save-file.ts');
    saveFile(new Blob([bytes], { type: 'application/pdf' }), name);
  },
});

export const Panel = watching(function Panel({ portal, t, onReady }: PanelView) {
  const { router, bootstrap } = portal;
  const linkTo = useCallback((id: string | null) => router.link({ panel: 'approvals', id }), [router]);
  const { panels = [], contact } = bootstrap.value ?? {};
  return (
    <ApprovalsPanel
      t={t}
      api={apiOf(portal)}
      mayChange={panels.some(({ panel, change }) => panel === 'approvals' && change)}
      name={contact?.name ?? ''}
      openId={router.route.value.id}
      linkTo={linkTo}
      onReady={onReady}
    />
  );
});
