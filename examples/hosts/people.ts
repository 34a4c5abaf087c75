/** Somebody who can be signed in on an example site: as its own session would know them. */
export interface Person {
  readonly name: string;
  /** The company's own number of the customer; Portico knows it as `ext:<customer>`. */
  readonly customer: string;
  /** The company's own id of the person. Absent: the token names the customer alone. */
  readonly contact?: string;
  /** What there is to see with this person, in English. */
  readonly shows: string;
  /** Given for a first visit, where Portico does not know the customer yet. */
  readonly email?: string;
}

const person = (name: string, customer: string, contact: number, shows: string): Person => ({
  name,
  customer,
  contact: `${customer}-${contact}`,
  shows,
});

/** The first of each site is signed in when nobody chose. */
export const people: Readonly<Record<string, readonly Person[]>> = {
  stromwerk: [
    person('Jana Petersen', '4471-0925', 1, 'four contracts of four kinds'),
    person('Tjark Petersen', '4471-0925', 2, 'the same household, may read only'),
    person('Wiebke Clausen', '4471-1002', 1, 'electricity, heat pump, wallbox'),
    person('Henrike Steiskal', '4480-0102', 1, 'a bakery: business contract'),
    person('Margrit Rathje', '4480-0140', 1, 'a housing association: 46 contracts'),
    person('Momme Feddersen', '4471-1136', 1, 'a contract that has not begun'),
    person('Lasse Ohlsen', '4471-1301', 1, 'no contract yet'),
    person("Seán Óg o'Brien-Łukasiewicz", '4471-1320', 1, 'awkward letters'),
    person('Maximiliane-Theodora Adelheid von Rantzau-Breitenburg', '4471-1333', 1, 'a very long name'),
    person('Heinrich Kröger', '4471-0702', 1, 'switched off'),
    {
      name: 'Neele Boysen',
      customer: '4471-1400',
      shows: 'first visit',
      email: 'neele.boysen@postfach.example',
    },
  ],
  keysmith: [
    person('Priya Okafor', 'KC-20814', 1, 'five seats, in pounds'),
    person('Tom Lindqvist', 'KC-20814', 2, 'the same firm, technical contact'),
    person('Dale Whitcomb', 'KC-21305', 1, 'twelve seats, in dollars'),
    person('Élodie Marchetti', 'KC-21466', 1, 'in French'),
  ],
  cookiewise: [
    person('Verena Hafner', 'AG-3310', 1, 'an agency in Linz'),
    person('Mirko Albers', 'AG-3342', 1, 'the biggest plan'),
    person('Imogen Frost', 'AG-3397', 1, 'cancelled, in English'),
  ],
  voxline: [
    person('Marisol Delgado', 'V-70112', 1, 'fourteen lines'),
    person('Andre Whitfield', 'V-70112', 2, 'the same firm, billing contact'),
    person('Ruth Abelson', 'V-70185', 1, 'four lines'),
    person('Luc Gagnon', 'V-70231', 1, 'in French'),
  ],
  koelwacht: [
    person('Marieke van den Berg', 'KW-1187', 1, 'a bakery: three installations'),
    person('Joost Verhoef', 'KW-1204', 1, 'nine installations'),
    person('Amela Ćosić', 'KW-1261', 1, 'cancelled'),
  ],
};
