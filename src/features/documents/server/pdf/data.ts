import { escapeXml } from '../e-invoice/xml.ts';
import type { Letter } from './letter.ts';

const facturX = 'urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#';

/** What PDF/A asks of whoever adds properties of their own: says what they are (ISO 19005-3, 6.6.2.3.3). */
const property = (name: string, about: string) => `
                <rdf:li rdf:parseType="Resource">
                  <pdfaProperty:name>${name}</pdfaProperty:name>
                  <pdfaProperty:valueType>Text</pdfaProperty:valueType>
                  <pdfaProperty:category>external</pdfaProperty:category>
                  <pdfaProperty:description>${about}</pdfaProperty:description>
                </rdf:li>`;

/**
 * Puts the same document as data inside (Factur-X 1.07, ZUGFeRD 2): the file, as an alternative to what is printed, and
 * what programs look for in the metadata.
 */
export function attachData(doc: PDFKit.PDFDocument, { data, issuedOn }: Letter): void {
  if (!data) return;
  const day = new Date(`${issuedOn}T12:00:00Z`);
  doc.file(Buffer.from(data.xml), {
    ...{
      name: data.name,
      type: 'text/xml',
      description: 'Factur-X invoice data',
      relationship: 'Alternative',
    },
    ...{ creationDate: day, modifiedDate: day },
  } as PDFKit.Mixins.PDFAttachmentOptions);
  (doc as unknown as { appendXML(xml: string): void }).appendXML(`
        <rdf:Description rdf:about="" xmlns:fx="${facturX}">
          <fx:DocumentType>INVOICE</fx:DocumentType>
          <fx:DocumentFileName>${escapeXml(data.name)}</fx:DocumentFileName>
          <fx:Version>1.0</fx:Version>
          <fx:ConformanceLevel>${escapeXml(data.profile)}</fx:ConformanceLevel>
        </rdf:Description>
        <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
          <pdfaExtension:schemas>
            <rdf:Bag>
              <rdf:li rdf:parseType="Resource">
                <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
                <pdfaSchema:namespaceURI>${facturX}</pdfaSchema:namespaceURI>
                <pdfaSchema:prefix>fx</pdfaSchema:prefix>
                <pdfaSchema:property>
                  <rdf:Seq>${property('DocumentFileName', 'The name of the embedded XML document')}${property('DocumentType', 'The type of the hybrid document in capital letters')}${property('Version', 'The actual version of the standard applying to the embedded XML document')}${property('ConformanceLevel', 'The conformance level of the embedded XML document')}
                  </rdf:Seq>
                </pdfaSchema:property>
              </rdf:li>
            </rdf:Bag>
          </pdfaExtension:schemas>
        </rdf:Description>
        `);
}

/** Title and author stand in the metadata too, which is XML: the library puts them there as they are. */
export function escapeMetadata(doc: PDFKit.PDFDocument): void {
  const inside = doc as unknown as { _addInfo(): void; readonly info: Record<string, unknown> };
  const add = inside._addInfo.bind(doc);
  inside._addInfo = () => {
    const { Title, Author } = inside.info;
    Object.assign(inside.info, { Title: escapeXml(String(Title)), Author: escapeXml(String(Author)) });
    add();
    Object.assign(inside.info, { Title, Author });
  };
}
