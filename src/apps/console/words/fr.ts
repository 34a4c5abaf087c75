import desk from '../../../kit/ui/console/messages/fr.json';
import form from '../../../kit/ui/form/messages/fr.json';
import parts from '../../../kit/ui/messages/fr.json';
import shell from '../messages/fr.json';

export const words = { ...shell, ...parts, ...form, ...desk };
