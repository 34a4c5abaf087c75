import form from '../../../../kit/ui/form/messages/de.json';
import activity from '../../messages/de.json';

export const words = { ...activity, ...form };
