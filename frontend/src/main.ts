import './styles/page.css';
import './elements/town-page';
import { followClicks } from './api/trace';

followClicks(document);
