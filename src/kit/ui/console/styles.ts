// In this order: what comes later may say more of what came before.
import '../ui.css';
import '../parts.css';
import '../term-line.css';
import '../states.css';
import '../form/form.css';
import './base.css';
import './page.css';
import './table.css';
import './fields.css';
import './overlay.css';
