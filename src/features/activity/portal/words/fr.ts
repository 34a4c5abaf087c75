import form from '../../../../kit/ui/form/messages/fr.json';
import activity from '../../messages/fr.json';

export const words = { ...activity, ...form };
