/** What units are called here, as codes of UN/ECE recommendations 20 and 21; what is not known counts as "one". */
const codes: Readonly<Record<string, string>> = {
  ...{ kwh: 'KWH', mwh: 'MWH', kw: 'KWT', w: 'WTT' },
  ...{
    h: 'HUR',
    hour: 'HUR',
    hours: 'HUR',
    hr: 'HUR',
    hrs: 'HUR',
    std: 'HUR',
    stunde: 'HUR',
    stunden: 'HUR',
  },
  ...{ uur: 'HUR', uren: 'HUR', heure: 'HUR', heures: 'HUR' },
  ...{ min: 'MIN', minute: 'MIN', minutes: 'MIN', minuten: 'MIN', minuut: 'MIN', s: 'SEC', sec: 'SEC' },
  ...{
    day: 'DAY',
    days: 'DAY',
    tag: 'DAY',
    tage: 'DAY',
    dag: 'DAY',
    dagen: 'DAY',
    jour: 'DAY',
    jours: 'DAY',
  },
  ...{
    week: 'WEE',
    weeks: 'WEE',
    woche: 'WEE',
    wochen: 'WEE',
    weken: 'WEE',
    semaine: 'WEE',
    semaines: 'WEE',
  },
  ...{ month: 'MON', months: 'MON', monat: 'MON', monate: 'MON', maand: 'MON', maanden: 'MON', mois: 'MON' },
  ...{
    year: 'ANN',
    years: 'ANN',
    jahr: 'ANN',
    jahre: 'ANN',
    jaar: 'ANN',
    jaren: 'ANN',
    an: 'ANN',
    ans: 'ANN',
  },
  ...{ km: 'KMT', m: 'MTR', cm: 'CMT', mm: 'MMT', 'm²': 'MTK', m2: 'MTK', 'm³': 'MTQ', m3: 'MTQ', l: 'LTR' },
  ...{ kg: 'KGM', g: 'GRM', t: 'TNE', gb: 'E34', mb: '4L', tb: 'E35', kb: '2P' },
  ...{ pc: 'H87', pcs: 'H87', piece: 'H87', pieces: 'H87', stk: 'H87', st: 'H87', stück: 'H87', stuk: 'H87' },
  ...{ stuks: 'H87', pièce: 'H87', pièces: 'H87' },
};

export const unitCode = (unit: string | undefined): string =>
  codes[(unit ?? '').trim().toLowerCase().replace(/\.$/, '')] ?? 'C62';
