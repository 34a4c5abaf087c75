import type {
  NewPortalRequest,
  PortalCalendar,
  PortalEntries,
  PortalInspections,
  PortalRequests,
  PortalSiteDocuments,
} from '../../requests-schema.ts';
import type { PortalInstallation, PortalInstallations, PortalSite } from '../../schema.ts';

/** What is asked about one location, or one installation at it. */
export interface SiteApi {
  /** Of a location's id, or an installation's. */
  open(id: string): Promise<Opened>;
  installations(siteId: string, cursor: string | null, search?: string): Promise<PortalInstallations>;
  records<Kind extends keyof Records>(
    kind: Kind,
    opened: Opened,
    cursor: string | null,
  ): Promise<Records[Kind]>;
  /** Of a document or a photo, by its address below the location. */
  file(siteId: string, path: string): Promise<Blob>;
  photo(bytes: Blob): Promise<{ readonly id: string }>;
  ask(request: Partial<NewPortalRequest> & Pick<NewPortalRequest, 'locationId'>): Promise<unknown>;
  calendar(act: 'get' | 'post' | 'delete'): Promise<PortalCalendar | undefined>;
}

export interface Opened {
  readonly site: PortalSite;
  /** `null`: the location as a whole. */
  readonly installation: PortalInstallation | null;
}

export interface Records {
  readonly logbook: PortalEntries;
  readonly documents: PortalSiteDocuments;
  readonly requests: PortalRequests;
  readonly inspections: PortalInspections;
}
