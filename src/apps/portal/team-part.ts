import type { DataApi } from '../../features/team/portal/own-data-model.ts';
import type { TeamApi } from '../../features/team/portal/team-model.ts';
import type { Portal } from './portal.ts';

/** What stands below somebody's details, and what it asks: both come when the details are there. */
export { Team } from '../../features/team/portal/Team.tsx';

export const teamOf = (portal: Portal): TeamApi & DataApi => {
  const team = '/portal/v1/team';
  const sessions = '/portal/v1/own-sessions';
  const deletion = '/portal/v1/deletion-request';
  const data = '/portal/v1/data-export';
  return {
    team: async () => (await portal.http()).get(team),
    invite: async (person) => (await portal.http()).post(team, person),
    again: async (id) => (await portal.http()).post(`${team}/${id}/invitation`),
    change: async (id, change) => (await portal.http()).patch(`${team}/${id}`, { role: change }),
    remove: async (id) => (await portal.http()).delete(`${team}/${id}`),
    sessions: async () => (await portal.http()).get(sessions),
    endOthers: async () => (await portal.http()).delete(sessions),
    deletion: async () => (await portal.http()).get(deletion),
    leave: async (reason) => (await portal.http()).post(deletion, { ...(reason && { reason }) }),
    stay: async () => (await portal.http()).delete(deletion),
    data: async () => (await portal.http()).get(data),
    askData: async () => (await portal.http()).post(data),
    dataFile: async () => (await portal.http()).file(`${data}/file`),
  };
};
